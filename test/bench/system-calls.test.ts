import { describe, expect, it } from 'vitest';
import { readPerf, readStrace } from '../../bench/inside/system-calls.ts';

describe('system calls', () => {
  it('are read from perf, the frequent ones by name', () => {
    const output = [
      '# started on Thu Nov 26 04:00:00 2026',
      '',
      '812;;raw_syscalls:sys_enter;1000;100.00;;',
      '201;;syscalls:sys_enter_read;1000;100.00;;',
      '0;;syscalls:sys_enter_write;1000;100.00;;',
      '<not supported>;;syscalls:sys_enter_futex;0;100.00;;',
    ].join('\n');
    expect(readPerf(output)).toEqual({ total: 812, byName: { read: 201 } });
  });

  it('are read from strace, with errors and without', () => {
    const output = [
      '% time     seconds  usecs/call     calls    errors syscall',
      '------ ----------- ----------- --------- --------- ------------------',
      ' 60.00    0.000120           1       410           epoll_pwait',
      ' 40.00    0.000080           0       205        12 read',
      '------ ----------- ----------- --------- --------- ------------------',
      '100.00    0.000200           0       615        12 total',
    ].join('\n');
    expect(readStrace(output)).toEqual({ total: 615, byName: { epoll_pwait: 410, read: 205 } });
  });
});
