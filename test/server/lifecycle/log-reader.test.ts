import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { makePems } from '../../certificates/pems.ts';
import { SecretMount } from '../../certificates/secret-mount.ts';
import { HeldPipe } from '../../telemetry/held-pipe.ts';
import { linesOf } from '../../telemetry/log-lines.ts';
import { HttpsClient } from '../https-client.ts';
import { halfGpuPod, reviewOf } from '../reviews.ts';
import { readSeries } from '../running-webhook.ts';
import { portOf } from '../serving-process.ts';

const PROGRAM = fileURLToPath(new URL('../serving-program.ts', import.meta.url));

interface Line {
  readonly msg: string;
  readonly level: string;
  readonly uid?: string;
  readonly health?: string;
  readonly https?: string;
  readonly dropped?: number;
}

/** The server in a process of its own, whose log is read only when the test does so. */
async function serveIntoHeldPipe() {
  const pems = await makePems();
  const secret = new SecretMount(pems);
  const pipe = new HeldPipe();
  const options = { settings: { tlsCertDir: secret.folder, lameDuckSeconds: 0 } };
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(options)], {
    stdio: ['ignore', pipe.writer, 'inherit'],
  });
  const exit = once(child, 'exit');
  onTestFinished(() => {
    child.kill('SIGKILL');
    secret.remove();
  });
  await expect.poll(() => pipe.read().includes('"msg":"serving"'), { timeout: 20_000 }).toBe(true);
  const serving = linesOf<Line>(pipe.read()).find(({ msg }) => msg === 'serving');
  const client = new HttpsClient(portOf(serving?.https), pems.cert);
  onTestFinished(() => client.close());
  const droppedLines = async (): Promise<number> => {
    const response = await fetch(`http://127.0.0.1:${portOf(serving?.health)}/metrics`);
    return readSeries(await response.text(), 'gpu_fraction_webhook_dropped_log_lines_total') ?? Number.NaN;
  };
  return { child, exit, pipe, client, droppedLines };
}

type Served = Awaited<ReturnType<typeof serveIntoHeldPipe>>;

const LONG = 'x'.repeat(240);

/** Sends reviews with long lines, until some of them are dropped. Returns how many, each of which was answered. */
async function fillLog({ client, droppedLines }: Served): Promise<number> {
  const pod = halfGpuPod();
  const object = { ...pod, metadata: { ...pod.metadata, name: LONG } };
  let sent = 0;
  while ((await droppedLines()) === 0) {
    const reviews = Array.from({ length: 500 }, (_, index) => reviewOf({ uid: `${sent + index}-${LONG}`, object }));
    const answers = await Promise.all(reviews.map((review) => client.review(review)));
    expect(answers.every(({ allowed }) => allowed)).toBe(true);
    sent += reviews.length;
  }
  return sent;
}

test('while nobody reads the log every review is answered, and later the log tells how many lines it lost', async () => {
  const served = await serveIntoHeldPipe();
  const { child, exit, pipe, client, droppedLines } = served;
  const sent = await fillLog(served);
  const dropped = await droppedLines();
  await expect.poll(() => pipe.read().includes('"dropped"'), { timeout: 20_000 }).toBe(true);
  await client.review(reviewOf({ uid: 'afterwards' }));
  const reading = setInterval(() => pipe.read(), 10);
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  clearInterval(reading);
  const lines = linesOf<Line>(pipe.read());
  expect(lines.filter(({ uid }) => uid?.endsWith(LONG))).toHaveLength(sent - dropped);
  expect(lines.filter((line) => line.dropped !== undefined)).toEqual([
    expect.objectContaining({ level: 'warn', dropped }),
  ]);
  expect(lines.slice(-3)).toMatchObject([{ uid: 'afterwards' }, { msg: 'ending' }, { msg: 'ended' }]);
});

test('it ends when it is told to, although nobody reads its log, of which whole lines are left', async () => {
  const served = await serveIntoHeldPipe();
  const { child, exit, pipe } = served;
  await fillLog(served);
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(linesOf<Line>(pipe.read()).length).toBeGreaterThan(0);
});

test('it goes on when the reader of its log is gone', async () => {
  const { child, exit, pipe, client } = await serveIntoHeldPipe();
  pipe.closeReader();
  for (let number = 0; number < 100; number += 1) {
    await client.review(reviewOf());
  }
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});
