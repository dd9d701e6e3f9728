import { expect, test } from 'vitest';
import type { Surroundings } from '../../src/decision/known/surroundings.ts';
import { failureTrace } from '../../src/telemetry/failure-trace.ts';
import { reviewOf } from '../server/reviews.ts';
import { runWebhook } from '../server/running-webhook.ts';
import { optedIn } from '../server/surroundings.ts';

const SECRET = 'hunter2-s3cr3t';

type Strings = Readonly<Record<string, string>>;

interface PodParts {
  readonly annotations?: Strings;
  readonly labels?: Strings;
  readonly env?: Strings;
  readonly spec?: object;
}

function podWith({ annotations, labels, env = {}, spec }: PodParts) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a-pod', annotations, labels },
    spec: {
      containers: [{ name: 'main', env: Object.entries(env).map(([name, value]) => ({ name, value })) }],
      ...spec,
    },
  };
}

/** Every field from which a request can be read, and some beside. */
const FIELDS: readonly PodParts[] = [
  ...[
    'RUNAI_PROJECT',
    'gpu-fraction',
    'RUNAI_GPU_FRACTION',
    'gpu-memory',
    'gpu-fraction-num-devices',
    'gpu-fraction-container-name',
  ].map((name) => ({ annotations: { [name]: SECRET } })),
  ...[
    'project',
    'RUNAI_PROJECT',
    'gpu-fraction',
    'RUNAI_GPU_FRACTION',
    'gpu-memory',
    'runai',
    'runai/queue',
    'runai-injection',
  ].map((name) => ({ labels: { [name]: SECRET }, annotations: {} })),
  ...['RUNAI_PROJECT', 'RUNAI_GPU_FRACTION', 'RUNAI_GPU_MEMORY', 'PASSWORD'].map((name) => ({
    env: { [name]: SECRET },
  })),
  { annotations: { 'gpu-fraction': '0.5' }, spec: { schedulerName: SECRET } },
  { annotations: { 'gpu-fraction': '0.5' }, spec: { nodeName: SECRET } },
  { annotations: { 'gpu-fraction': '0.5' }, env: { RUNAI_GPU_FRACTION: SECRET, RUNAI_PROJECT: SECRET } },
];

const withProject: Surroundings = {
  ...optedIn,
  namespace: (name) => ({ name, labels: { 'runai-injection': 'enabled', 'runai/queue': 'team-a' }, annotations: {} }),
};

const broken: Surroundings = {
  ...optedIn,
  podDefaults: () => {
    throw new Error(`cannot read ${SECRET}\n    at ${SECRET} (file.ts:1:1)`);
  },
};

test.each([
  { what: 'decides', surroundings: optedIn, settings: {} },
  { what: 'refuses for the quota', surroundings: withProject, settings: {} },
  {
    what: 'warns instead of refusing',
    surroundings: withProject,
    settings: { onInvalid: 'warn', projectGuard: 'warn' },
  },
  { what: 'routes everything', surroundings: optedIn, settings: { route: 'all', queueLabel: true } },
  { what: 'fails', surroundings: broken, settings: {} },
])(
  'a secret in any field that a request is read from is in no log line when the webhook $what',
  async ({ surroundings, settings }) => {
    const { client, logLines } = await runWebhook({ surroundings, settings: { logLevel: 'trace', ...settings } });
    for (const parts of FIELDS) {
      await client.review(reviewOf({ uid: 'u', object: podWith(parts) }));
    }
    const decided = logLines.filter((line) => line.includes('"outcome"'));
    expect(decided).toHaveLength(FIELDS.length);
    expect(logLines.filter((line) => line.includes(SECRET))).toEqual([]);
  },
);

test.each([
  {
    what: 'a pod of the wrong shape',
    body: reviewOf({ object: { metadata: { labels: { a: [SECRET] }, annotations: {} }, spec: {} } }),
  },
  { what: 'broken JSON', body: `{"password": "${SECRET}"` },
  { what: 'another kind of object', body: { kind: SECRET, apiVersion: SECRET } },
])('a secret in $what is in no log line', async ({ body }) => {
  const { client, logLines } = await runWebhook({ settings: { logLevel: 'trace' } });
  await client.send({ body });
  await client.send({ path: `/${SECRET}?token=${SECRET}`, headers: { 'x-token': SECRET }, body });
  expect(logLines.length).toBeGreaterThanOrEqual(2);
  expect(logLines.filter((line) => line.includes(SECRET))).toEqual([]);
});

test('of an error, kind and place are told', () => {
  const { type, frames } = failureTrace(new RangeError('whatever'));
  expect(type).toBe('RangeError');
  expect(frames[0]).toMatch(/^at .*log-privacy\.test\.ts:\d+:\d+\)?$/);
});

test.each([
  { what: 'a thrown text', thrown: SECRET, type: 'string' },
  { what: 'nothing', thrown: undefined, type: 'undefined' },
])('of $what that was thrown, only its type is told', ({ thrown, type }) => {
  expect(failureTrace(thrown)).toEqual({ type, frames: [] });
});
