import { expect, test } from 'vitest';
import { skippedRequest } from '../../src/admission/verdict.ts';
import { DecisionRecorder } from '../../src/telemetry/decision-record.ts';
import { openLog } from '../../src/telemetry/log.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { halfGpuPod, reviewOf } from '../server/reviews.ts';
import { readSeries, runWebhook } from '../server/running-webhook.ts';

/** Sends one review to a server with this log level, and returns the lines about pods. */
async function linesAbout(
  request: Parameters<typeof reviewOf>[0],
  logLevel = 'debug',
): Promise<Record<string, unknown>[]> {
  const { client, logLines } = await runWebhook({ settings: { logLevel } });
  await client.review(reviewOf({ uid: 'u1', ...request }));
  return logLines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ uid }) => uid === 'u1');
}

test('a routed pod is one line with where its values came from, and without the values', async () => {
  const lines = await linesAbout({ object: halfGpuPod({ fraction: '33.3%' }) });
  expect(lines).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      uid: 'u1',
      namespace: 'team-a',
      generateName: 'train-',
      workload: 'other',
      outcome: 'mutated',
      reason: 'asked',
      warnings: ['rounded-down'],
      projectFrom: 'env',
      gpu: 'fraction',
      gpuFrom: 'annotation',
      durationMicros: expect.any(Number),
      msg: 'pod mutated',
    },
  ]);
});

test('a pod with a name is called by it', async () => {
  const pod = halfGpuPod();
  const [line] = await linesAbout({ object: { ...pod, metadata: { ...pod.metadata, name: 'train-0' } } });
  expect(line).toMatchObject({ name: 'train-0' });
  expect(line).not.toHaveProperty('generateName');
});

test.each([
  { what: 'a refused pod', request: { object: halfGpuPod({ fraction: 'lots' }) }, level: 'info', outcome: 'denied' },
  { what: 'a pod that is left alone', request: { namespace: 'elsewhere' }, level: 'debug', outcome: 'skipped' },
  { what: 'a pod that cannot be read', request: { object: { metadata: {} } }, level: 'error', outcome: 'error' },
])('$what is a line of level $level', async ({ request, level, outcome }) => {
  expect(await linesAbout(request)).toEqual([expect.objectContaining({ level, outcome })]);
});

test('pods that are left alone are not logged by default', async () => {
  expect(await linesAbout({ namespace: 'elsewhere' }, 'info')).toEqual([]);
});

test('a pod that cannot be read is logged with the place of the fault', async () => {
  const [line] = await linesAbout({ object: { metadata: {}, spec: { containers: [{ name: 7 }] } } });
  expect(line?.['problem']).toMatch(/^spec\.containers\[0\]\.name: /);
});

test('names of any length make lines of bounded length', async () => {
  const pod = halfGpuPod();
  const [line] = await linesAbout({
    object: { ...pod, metadata: { ...pod.metadata, generateName: 'x'.repeat(100_000) } },
  });
  expect(JSON.stringify(line).length).toBeLessThan(1000);
});

test.each([
  { mode: 'enforce', field: undefined },
  { mode: 'audit', field: 'audit' },
] as const)(
  'in mode $mode a decision is counted under that mode, and its line says so only in audit',
  async (given) => {
    const lines: string[] = [];
    const log = openLog('debug', { destination: { write: (line) => void lines.push(line) } });
    const metrics = new Metrics('1.2.3');
    const request = { uid: 'u1', name: 'a-pod', namespace: 'team-a', createsPod: false, object: {} };
    new DecisionRecorder({ log, metrics }).record(request, skippedRequest, 1, given.mode);
    expect((JSON.parse(lines.join('')) as { mode?: string }).mode).toBe(given.field);
    const series = `gpu_fraction_webhook_decisions_total{outcome="skipped",reason="not-a-pod-creation",mode="${given.mode}"}`;
    expect(readSeries(await metrics.exposition(), series)).toBe(1);
  },
);
