import { constants, openSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LogSink } from '../../src/telemetry/log-sink.ts';
import { HeldPipe } from './held-pipe.ts';

const LIMIT = 128 * 1024;

interface Observed {
  dropped: number;
  failed: number;
  readonly resumed: number[];
}

/** A sink into a pipe that nobody reads until the test does, with a line about what was dropped, as the log has it. */
function sinkInto(pipe: HeldPipe): { readonly sink: LogSink; readonly observed: Observed } {
  const observed: Observed = { dropped: 0, failed: 0, resumed: [] };
  // As standard output is opened: on its own, so that the test's writing end stays as it is.
  const descriptor = openSync(`/proc/self/fd/${pipe.writer}`, constants.O_WRONLY | constants.O_NONBLOCK);
  const sink = new LogSink(
    descriptor,
    {
      dropped: () => {
        observed.dropped += 1;
      },
      failed: () => {
        observed.failed += 1;
      },
      resumed: (dropped) => {
        observed.resumed.push(dropped);
        sink.write(`dropped ${dropped}\n`);
      },
    },
    LIMIT,
  );
  return { sink, observed };
}

const line = (number: number): string => `${number} ${'x'.repeat(300)}\n`;

/** Numbers of the lines, each of which must be whole; other lines as they are. */
const linesOf = (text: string): (number | string)[] => {
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((each) => (/^\d+ x{300}$/.test(each) ? Number.parseInt(each, 10) : each));
};

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

test('lines come out soon, without being asked for', async () => {
  const pipe = new HeldPipe();
  const { sink } = sinkInto(pipe);
  sink.write(line(0));
  sink.write(line(1));
  await expect.poll(() => linesOf(pipe.read()), { timeout: 10_000 }).toEqual([0, 1]);
});

test('many lines come out at once, without waiting for a timer', () => {
  const pipe = new HeldPipe();
  const { sink } = sinkInto(pipe);
  for (const number of numbers(0, 200)) {
    sink.write(line(number));
  }
  expect(linesOf(pipe.read()).length).toBeGreaterThan(100);
  sink.flush();
  expect(linesOf(pipe.read())).toEqual(numbers(0, 200));
});

test('nothing ticks while there is nothing to write', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const pipe = new HeldPipe();
  const { sink } = sinkInto(pipe);
  expect(vi.getTimerCount()).toBe(0);
  sink.write(line(0));
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(10_000);
  expect(vi.getTimerCount()).toBe(0);
  expect(linesOf(pipe.read())).toEqual([0]);
});

test('when the reader stops, what does not fit is dropped and counted; when it is back, the gap is told at its place', async () => {
  const pipe = new HeldPipe();
  const { sink, observed } = sinkInto(pipe);
  const written = 5000;
  for (const number of numbers(0, written)) {
    sink.write(line(number));
  }
  expect(observed.dropped).toBeGreaterThan(0);
  const kept = written - observed.dropped;
  // Pipe and buffer are used, and no more than them.
  expect(kept * line(0).length).toBeGreaterThan(LIMIT);
  expect(kept * line(0).length).toBeLessThan(LIMIT + 2 * 64 * 1024);

  await expect.poll(() => linesOf(pipe.read()).length, { timeout: 10_000 }).toBe(kept + 1);
  expect(linesOf(pipe.read())).toEqual([...numbers(0, kept), `dropped ${observed.dropped}`]);
  expect(observed).toEqual({ dropped: observed.dropped, failed: 0, resumed: [observed.dropped] });

  for (const number of numbers(written, written + 10)) {
    sink.write(line(number));
  }
  sink.flush();
  expect(linesOf(pipe.read()).slice(kept + 1)).toEqual(numbers(written, written + 10));
});

test('a slow reader gets whole lines, and each gap once with its size', async () => {
  const pipe = new HeldPipe();
  const { sink, observed } = sinkInto(pipe);
  let written = 0;
  while (observed.resumed.length < 3) {
    for (const end = written + 500; written < end; written += 1) {
      sink.write(line(written));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
    pipe.read();
  }
  await expect
    .poll(() => pipe.read() && linesOf(pipe.read()).includes(`dropped ${observed.resumed.at(-1)}`))
    .toBe(true);
  const reader = setInterval(() => pipe.read(), 1);
  sink.flush();
  clearInterval(reader);
  let next = 0;
  for (const each of linesOf(pipe.read())) {
    if (typeof each === 'number') {
      expect(each).toBe(next);
      next += 1;
    } else {
      next += Number(each.replace('dropped ', ''));
    }
  }
  expect(next).toBe(written);
});

test('a line that is too long for any buffer is dropped alone', async () => {
  const pipe = new HeldPipe();
  const { sink, observed } = sinkInto(pipe);
  sink.write(line(0));
  sink.write(`${'y'.repeat(200_000)}\n`);
  await expect.poll(() => linesOf(pipe.read()), { timeout: 10_000 }).toEqual([0, 'dropped 1']);
  sink.write(line(1));
  sink.flush();
  expect(linesOf(pipe.read())).toEqual([0, 'dropped 1', 1]);
  expect(observed.dropped).toBe(1);
});

test('at the end it waits for a reader for a while only, and leaves whole lines behind', () => {
  const pipe = new HeldPipe();
  const { sink } = sinkInto(pipe);
  for (const number of numbers(0, 400)) {
    sink.write(line(number));
  }
  sink.flush();
  // What has been given up is given up: the next of those who end the process does not wait once more.
  const wait = vi.spyOn(Atomics, 'wait');
  sink.write(line(400));
  sink.flush();
  expect(wait).not.toHaveBeenCalled();
  const lines = linesOf(pipe.read());
  expect(lines).toEqual(numbers(0, lines.length));
  expect(lines.length).toBeGreaterThan(100);
});

test('without any reader lines are counted as failed to write, kept, and given up at the end at once', async () => {
  const pipe = new HeldPipe();
  const { sink, observed } = sinkInto(pipe);
  pipe.closeReader();
  sink.write(line(0));
  await expect.poll(() => observed.failed, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(observed.dropped).toBe(0);
  sink.flush();
});
