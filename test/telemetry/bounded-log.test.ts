import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BoundedLog } from '../../src/telemetry/bounded-log.ts';
import { openLog } from '../../src/telemetry/log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function boundedLog() {
  const lines: Record<string, unknown>[] = [];
  const log = openLog('debug', { destination: { write: (line: string) => void lines.push(JSON.parse(line)) } });
  const bounded = new BoundedLog<'a' | 'b'>(log);
  return { lines, write: (kind: 'a' | 'b', number: number) => bounded.write('warn', kind, { kind, number }, 'said') };
}

test('the first line of a kind is written at once, those that follow are counted, and the last of them is written', () => {
  const { lines, write } = boundedLog();
  for (let number = 1; number <= 1000; number += 1) {
    write('a', number);
  }
  write('b', 1);
  expect(lines).toMatchObject([
    { kind: 'a', number: 1, msg: 'said', level: 'warn' },
    { kind: 'b', number: 1 },
  ]);
  expect(lines[0]).not.toHaveProperty('leftOut');
  vi.advanceTimersByTime(10_000);
  expect(lines).toHaveLength(3);
  expect(lines[2]).toMatchObject({ kind: 'a', number: 1000, leftOut: 998 });
});

test('a kind that goes on has a line every ten seconds, and one that has ended begins anew', () => {
  const { lines, write } = boundedLog();
  for (let second = 0; second < 60; second += 1) {
    write('a', second);
    vi.advanceTimersByTime(1000);
  }
  expect(lines.length).toBeLessThanOrEqual(7);
  vi.advanceTimersByTime(60_000);
  const before = lines.length;
  write('a', 60);
  expect(lines).toHaveLength(before + 1);
});
