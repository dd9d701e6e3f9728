import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How many system calls a process made, altogether and by name. */
export interface SystemCalls {
  readonly total: number;
  readonly byName: Readonly<Record<string, number>>;
}

/** A program that counts them. */
export interface SystemCallCounter {
  readonly name: 'perf' | 'strace';
  command(pid: number, output: string): readonly [string, ...string[]];
  read(output: string): SystemCalls;
}

/** Those that are told apart with perf, which wants to know beforehand. */
const NAMES = ['read', 'write', 'writev', 'epoll_wait', 'epoll_pwait', 'epoll_ctl', 'futex', 'madvise', 'mprotect'];
const ALL = 'raw_syscalls:sys_enter';
const ONE = 'syscalls:sys_enter_';

const PERF: SystemCallCounter = {
  name: 'perf',
  command: (pid, output) => {
    const events = [ALL, ...NAMES.map((name) => `${ONE}${name}`)].join(',');
    return ['perf', 'stat', '-x', ';', '-o', output, '-e', events, '-p', String(pid)];
  },
  read: readPerf,
};

/** Stops the process at each call, so it is good for counting alone. */
const STRACE: SystemCallCounter = {
  name: 'strace',
  command: (pid, output) => ['strace', '-f', '-c', '-o', output, '-p', String(pid)],
  read: readStrace,
};

/** The better of the two that works here, or why none does. */
export function systemCallCounter(): SystemCallCounter | { readonly missing: string } {
  if (spawnSync('perf', ['stat', '-e', ALL, 'true']).status === 0) {
    return PERF;
  }
  if (spawnSync('strace', ['-c', '-o', '/dev/null', 'true']).status === 0) {
    return STRACE;
  }
  return { missing: 'neither perf nor strace can count them here; to get one: apt-get install strace' };
}

/** Counts a process's system calls while something else happens. */
export async function countSystemCalls(
  counter: SystemCallCounter,
  pid: number,
  meanwhile: () => Promise<void>,
): Promise<SystemCalls> {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-calls-'));
  const output = join(folder, 'counts');
  const [file, ...args] = counter.command(pid, output);
  const child = spawn(file, args, { stdio: 'ignore' });
  try {
    // Neither says when it has taken hold of every thread.
    await sleep(700);
    await meanwhile();
    await interrupt(child);
    return counter.read(readFileSync(output, 'utf8'));
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}

async function interrupt(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) {
    throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`);
  }
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  await exited;
}

/** Lines such as `12;;raw_syscalls:sys_enter;...`. */
export function readPerf(output: string): SystemCalls {
  const counts = new Map(
    output
      .split('\n')
      .map((line) => line.split(';'))
      .map(([count, , event = '']) => [event, Number(count)] as const),
  );
  const byName = NAMES.map((name) => [name, counts.get(`${ONE}${name}`) ?? Number.NaN] as const);
  return {
    total: counts.get(ALL) ?? Number.NaN,
    byName: Object.fromEntries(byName.filter(([, count]) => count > 0)),
  };
}

/** The table that `strace -c` writes: `% time  seconds  usecs/call  calls  errors  syscall`, the errors mostly empty. */
export function readStrace(output: string): SystemCalls {
  const rows = [...output.matchAll(/^ *[\d.]+ +[\d.]+ +\d+ +(\d+)(?: +\d+)? +(\w+)$/gm)];
  const byName = rows
    .map(([, calls, name = '']) => [name, Number(calls)] as const)
    .filter(([name]) => name !== 'total');
  return {
    total: byName.reduce((sum, [, calls]) => sum + calls, 0),
    byName: Object.fromEntries(byName),
  };
}
