import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { skippedRequest } from '../../src/admission/verdict.ts';
import { DecisionRecorder } from '../../src/telemetry/decision-record.ts';
import { type Log, openLog } from '../../src/telemetry/log.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { makePems } from '../certificates/pems.ts';
import { SecretMount } from '../certificates/secret-mount.ts';
import { reviewOf } from '../server/reviews.ts';
import { readSeries, runWebhook } from '../server/running-webhook.ts';

const ERRORS = 'gpu_fraction_webhook_telemetry_errors_total';
const request = { uid: 'u', name: 'a-pod', namespace: 'team-a', createsPod: true, object: {} };

function fail(): never {
  throw new TypeError('out of order');
}

/** A log that keeps its lines, and that fails to write those about decisions. */
function logFailingForDecisions(): { readonly log: Log; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const log = openLog('debug', { destination: { write: (line) => void lines.push(line) } });
  return { log: Object.assign(Object.create(log), { info: fail, debug: fail }) as Log, lines };
}

class MetricsFailingToCount extends Metrics {
  override decided(): void {
    fail();
  }
}

test('a fault in the log after the answer changes no answer, and shows in metric and log', async () => {
  const { log, lines } = logFailingForDecisions();
  const { client, metric } = await runWebhook({ log });
  expect(await client.review(reviewOf())).toMatchObject({ allowed: true, patchType: 'JSONPatch' });
  expect(await client.review(reviewOf())).toMatchObject({ allowed: true, patchType: 'JSONPatch' });
  expect(await metric('telemetry_errors_total')).toBe(2);
  expect(await metric('decisions_total{outcome="mutated",reason="asked",mode="enforce"}')).toBe(2);
  const faults = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ failure }) => failure);
  // One line a minute: a fault in every request must not fill the log.
  expect(faults).toEqual([
    expect.objectContaining({ level: 'error', failure: expect.objectContaining({ type: 'TypeError' }) }),
  ]);
});

test('a fault in counting is counted by itself, and the decision is still logged', async () => {
  const lines: string[] = [];
  const log = openLog('debug', { destination: { write: (line) => void lines.push(line) } });
  const metrics = new MetricsFailingToCount('1.2.3');
  new DecisionRecorder({ log, metrics }).record(request, skippedRequest, 1, 'enforce');
  expect(readSeries(await metrics.exposition(), ERRORS)).toBe(1);
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    'a decision could not be counted or logged',
    'pod skipped',
  ]);
});

test('faults are logged again after a minute', () => {
  let now = 0;
  const { log, lines } = logFailingForDecisions();
  const recorder = new DecisionRecorder({ log, metrics: new Metrics('1.2.3') }, () => now);
  for (now of [0, 1000, 59_999, 60_000, 61_000]) {
    recorder.record(request, skippedRequest, 1, 'enforce');
  }
  expect(lines).toHaveLength(2);
});

test('telemetry that is broken altogether throws nothing', () => {
  const log = Object.assign(Object.create(openLog('debug', { destination: { write: fail } })), {
    info: fail,
    debug: fail,
    error: fail,
  }) as Log;
  const metrics = new MetricsFailingToCount('1.2.3');
  metrics.telemetryFailed = fail;
  expect(() => new DecisionRecorder({ log, metrics }).record(request, skippedRequest, 1, 'enforce')).not.toThrow();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('where the log cannot be written, the process serves all the same, counts it, and ends when it is told to', async () => {
  const healthPort = await freePort();
  const full = openSync('/dev/full', 'w');
  const program = fileURLToPath(new URL('../server/serving-program.ts', import.meta.url));
  const secret = new SecretMount(await makePems());
  onTestFinished(() => secret.remove());
  const options = { settings: { healthPort, tlsCertDir: secret.folder } };
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ['ignore', full, 'inherit'] });
  closeSync(full);
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  const lost = async () => {
    const response = await fetch(`http://127.0.0.1:${healthPort}/metrics`).catch(() => undefined);
    return response === undefined ? undefined : readSeries(await response.text(), ERRORS);
  };
  await expect.poll(lost, { timeout: 20_000 }).toBeGreaterThan(0);
  child.kill('SIGINT');
  expect(await exit).toEqual([0, null]);
});
