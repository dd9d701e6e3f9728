import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { HeldPipe } from './held-pipe.ts';
import { linesOf } from './log-lines.ts';

const PROGRAM = fileURLToPath(new URL('./logging-program.ts', import.meta.url));
/** More than pipe and buffer hold. */
const TOO_MANY = 30_000;

interface Told {
  readonly lines: number;
  readonly end: 'throw' | 'reject' | 'exit' | 'return' | 'stay';
}

/** A process that logs, to a pipe as a container's standard output is one. */
function log(told: Told, stdout: number | 'pipe'): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(told)], {
    stdio: ['ignore', stdout, 'ignore', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly number?: number;
  readonly dropped?: number;
}

const isNonBlocking = (descriptor: number): boolean => {
  const [, flags = ''] = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')) ?? [];
  return (Number.parseInt(flags, 8) & constants.O_NONBLOCK) !== 0;
};

test.each([
  { end: 'return', code: 0 },
  { end: 'exit', code: 3 },
  { end: 'throw', code: 1 },
  { end: 'reject', code: 1 },
] as const)('a process that ends by $end has written its last line', async ({ end, code }) => {
  const pipe = new HeldPipe();
  const child = log({ lines: 3, end }, pipe.writer);
  expect(await once(child, 'exit')).toEqual([code, null]);
  expect(linesOf<Line>(pipe.read()).map(({ number }) => number)).toEqual([0, 1, 2]);
});

test('at the end, lines wait for a reader that comes late', async () => {
  const pipe = new HeldPipe();
  const child = log({ lines: 1000, end: 'throw' }, pipe.writer);
  const exit = once(child, 'exit');
  const reading = setInterval(() => pipe.read(), 200);
  expect(await exit).toEqual([1, null]);
  clearInterval(reading);
  expect(linesOf<Line>(pipe.read())).toHaveLength(1000);
});

test('a process whose log nobody reads ends all the same, and leaves whole lines behind', async () => {
  const pipe = new HeldPipe();
  const child = log({ lines: 1000, end: 'throw' }, pipe.writer);
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(linesOf<Line>(pipe.read()).length).toBeGreaterThan(100);
});

test('while nobody reads nothing waits; later the log says how many lines it lost, at their place', async () => {
  const pipe = new HeldPipe();
  const child = log({ lines: TOO_MANY, end: 'stay' }, pipe.writer);
  const [{ dropped }] = (await once(child, 'message')) as [{ dropped: number }];
  expect(dropped).toBeGreaterThan(0);
  const kept = TOO_MANY - dropped;
  await expect.poll(() => pipe.read().includes('"level":"warn"'), { timeout: 20_000 }).toBe(true);
  const lines = linesOf<Line>(pipe.read());
  expect(lines.slice(0, kept).map(({ number }) => number)).toEqual(Array.from({ length: kept }, (_, index) => index));
  expect(lines.slice(kept)).toEqual([
    expect.objectContaining({
      level: 'warn',
      dropped,
      msg: 'lines were dropped here, because the log was not read',
    }),
  ]);
});

test('the pipe stays as it was for others who write to it', async () => {
  const pipe = new HeldPipe();
  const child = log({ lines: 1, end: 'stay' }, pipe.writer);
  await once(child, 'message');
  expect(isNonBlocking(pipe.writer)).toBe(false);
});

test('a file that others write to as well is continued', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'log');
  const file = openSync(path, 'w');
  for (let run = 0; run < 2; run += 1) {
    await once(log({ lines: 1000, end: 'exit' }, file), 'exit');
  }
  closeSync(file);
  expect(linesOf<Line>(readFileSync(path, 'utf8'))).toHaveLength(2000);
});

test('a socket, which some supervisors give, gets the lines, and makes nothing wait when it is not read', async () => {
  const child = log({ lines: TOO_MANY, end: 'stay' }, 'pipe');
  const [{ dropped }] = (await once(child, 'message')) as [{ dropped: number }];
  expect(dropped).toBeGreaterThan(0);
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  await expect.poll(() => text.includes('"level":"warn"'), { timeout: 20_000 }).toBe(true);
  expect(linesOf<Line>(text)).toHaveLength(TOO_MANY - dropped + 1);
});

// util-linux' script gives a program a terminal.
const hasScript = spawnSync('script', ['--version']).status === 0;

test.skipIf(!hasScript)('a terminal gets the lines', () => {
  const told: Told = { lines: 100, end: 'exit' };
  const command = `'${process.execPath}' '${PROGRAM}' '${JSON.stringify(told)}'`;
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8' });
  expect(linesOf<Line>(stdout.replaceAll('\r\n', '\n'))).toHaveLength(100);
});
