import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit } from '../support/admission.ts';
import { container, owner, type PodParts } from '../support/pods.ts';
import { runs } from '../support/runs.ts';
import { PROFILE, podDefault, rayCluster, template, type World } from '../support/world.ts';

/*
 * Half a gang never starts. A RayCluster whose head and workers come from two templates; what a person can write on the
 * owner, on each template, and in a PodDefault that one template picks.
 */

type Labels = Readonly<Record<string, string>>;

const KEYS = {
  kai: { queue: 'kai.scheduler/queue', namespace: 'kai/project' },
  runai: { queue: 'runai/queue', namespace: 'runai/queue' },
} as const;

const PICK = { pick: 'one' };

const gang = fc.constantFrom('kai', 'runai').chain((flavour: 'kai' | 'runai') => {
  const { queue, namespace } = KEYS[flavour];
  const labels = (...more: readonly Labels[]) => fc.constantFrom<Labels>({}, { RUNAI_PROJECT: 'blue' }, ...more);
  return fc.record({
    settings: fc.record({ flavour: fc.constant(flavour), queueLabel: fc.boolean() }),
    namespace: fc.constant({ ...PROFILE, [namespace]: 'blue' }),
    owner: labels({ project: 'blue' }, { project: 'red' }, { [queue]: 'blue' }, { [queue]: 'red' }, { runai: 'true' }),
    head: labels({ project: 'blue' }),
    worker: labels(PICK, { project: 'blue' }, { runai: 'true' }, { 'gpu-fraction': '0.5' }),
    gpus: fc.constantFrom({}, { gpus: 1 }),
    sets: fc.constantFrom(
      { env: { RUNAI_GPU_FRACTION: '0.5' } },
      { env: { RUNAI_PROJECT: 'blue' } },
      { annotations: { 'gpu-memory': '8192' } },
      { labels: { runai: 'true' } },
      { env: { OTHER: 'x' } },
    ),
  });
});

const OF_CLUSTER = { owner: owner('ray.io/v1', 'RayCluster', 'cluster') };

const member = (type: string, labels: Labels, gpus: { gpus?: number } = {}): PodParts => ({
  ...OF_CLUSTER,
  labels: { ...labels, 'ray.io/node-type': type },
  containers: [container('ray', gpus)],
});

describe('the members of a gang', () => {
  it('go together, stay together, or are refused together', () => {
    fc.assert(
      fc.property(gang, ({ owner: ofOwner, head, worker, gpus, sets, ...world }) => {
        const objects = [
          rayCluster(template({ labels: head }), template({ labels: worker, ...gpus }), ofOwner),
          podDefault('one', { matchLabels: PICK, ...sets }),
        ];
        const whole: World = { ...world, objects };
        const [first, second] = [admit(member('head', head), whole), admit(member('worker', worker, gpus), whole)];
        expect(second.verdict.decision?.kind).toBe(first.verdict.decision?.kind);
      }),
      runs(2000, 20),
    );
  });
});
