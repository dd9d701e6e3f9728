import { describe, expect, it } from 'vitest';
import { judgePod } from '../../src/admission/verdict.ts';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import { decideNow } from '../../src/pod-report/decision-now.ts';
import { settingsSchema } from '../../src/settings/schema.ts';
import { resolveSettings } from '../../src/settings/settings.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { type GoldenCase, goldenFiles, readGolden } from '../golden/golden-case.ts';
import { admissionOf, admit } from '../support/admission.ts';
import type { PodParts } from '../support/pods.ts';
import { ofProject, PROFILE, podDefault, settings, surroundings, type World } from '../support/world.ts';

/** What is said today of a pod that was admitted in another world, or in the same. */
function now(pod: PodJson, world: World = {}) {
  const chosen = settings(world.settings);
  const { verdict, ...rest } = decideNow({ pod, surroundings: surroundings(world, chosen), settings: chosen });
  return { outcome: verdict.outcome, reason: verdict.reason, ...rest };
}

/** As the API server, the scheduler and the kubelet leave it. */
const stored = (pod: PodJson): PodJson => ({ ...pod, spec: { ...pod.spec, nodeName: 'node-1' } });

describe('of every golden pod, as the webhook returned it,', () => {
  const read = (file: string): [string, GoldenCase] => [file, readGolden(file)];

  it.each(goldenFiles().map(read))('the same is decided again: %s', (_, { pod, namespace, known, settings: input }) => {
    const chosen = resolveSettings(settingsSchema.parse(input)).decision;
    const store = new SurroundingsStore(chosen);
    for (const object of known) {
      store.upsert(object, namespace);
    }
    const verdict = judgePod(pod, namespace, store, chosen);
    if (verdict.outcome === 'denied') {
      return;
    }
    const { pod: patched } = admissionOf(pod, verdict, chosen);
    const inPlace = { ...patched, metadata: { ...patched.metadata, namespace } };
    const again = decideNow({ pod: inPlace, surroundings: store, settings: chosen });
    expect(again.differences).toEqual([]);
    expect(again.verdict.decision?.kind).toBe(verdict.decision?.kind);
    expect(again.verdict.reason).toBe(verdict.reason);
  });
});

describe('a pod that was patched', () => {
  const half = { RUNAI_PROJECT: 'team-a', RUNAI_GPU_FRACTION: '0.5' };

  it.each<[string, PodParts, World, World, readonly string[]]>([
    ['nothing has changed', { env: half }, {}, {}, []],
    [
      'its namespace belongs to another project now',
      { labels: { runai: 'true' } },
      { namespace: ofProject('team-a') },
      { namespace: ofProject('team-b') },
      ['project team-b in place of team-a'],
    ],
    [
      'its namespace belongs to another project now, and the pod names its own',
      { labels: { project: 'team-a', runai: 'true' } },
      {},
      { namespace: ofProject('team-b') },
      ['it would be refused (foreign-project)'],
    ],
    [
      'its PodDefault says another amount now',
      {},
      { objects: [podDefault('half', { env: half })], namespace: PROFILE },
      { objects: [podDefault('half', { env: { ...half, RUNAI_GPU_FRACTION: '0.25' } })], namespace: PROFILE },
      ['gpu-fraction 0.25 in place of gpu-fraction 0.5'],
    ],
    [
      'its PodDefault is gone',
      {},
      { objects: [podDefault('half', { env: half })], namespace: PROFILE },
      { namespace: PROFILE },
      ['it would be left alone (nothing-asked)'],
    ],
    [
      'its namespace opted out',
      { env: half },
      {},
      { namespace: { 'runai-injection': 'disabled' } },
      ['it would be left alone (namespace-not-opted-in)'],
    ],
    [
      'whole GPUs count for more than they may now',
      { annotations: { 'gpu-fraction': '4' }, env: { RUNAI_PROJECT: 'team-a' } },
      {},
      { settings: { maxWholeGpus: 2 } },
      ['it would be refused (too-many-gpus)'],
    ],
  ])('is decided about by what it asked for, where %s', (_, parts, then, today, differences) => {
    const { pod } = admit(parts, then);
    expect(now(stored(pod), today)).toMatchObject({ differences });
  });

  it('asked by its scheduler alone, where nothing else asks', () => {
    const { pod } = admit({ schedulerName: 'runai-scheduler' }, { namespace: ofProject('team-a') });
    expect(now(stored(pod), { namespace: ofProject('team-a') })).toMatchObject({ reason: 'asked', differences: [] });
  });

  it('had a fractional limit, which the API server would have refused', () => {
    const { pod } = admit({ gpus: '0.5', env: { RUNAI_PROJECT: 'team-a' } });
    expect(now(stored(pod))).toMatchObject({ reason: 'asked', differences: [], unsure: [] });
  });

  it('lost a limit, of which only that is known', () => {
    const { pod } = admit({ gpus: 1, env: half });
    expect(now(stored(pod))).toMatchObject({ differences: [], unsure: [expect.stringContaining('was taken off')] });
  });

  it('may have named the container itself: what the webhook would choose today is said with that doubt', () => {
    const containers = [
      { name: 'side', env: [] },
      {
        name: 'main',
        env: [
          { name: 'RUNAI_PROJECT', value: 'a' },
          { name: 'RUNAI_GPU_FRACTION', value: '0.5' },
        ],
      },
    ];
    const { pod } = admit({ containers, annotations: { 'gpu-fraction-container-name': 'side' } });
    expect(now(stored(pod))).toMatchObject({
      differences: [],
      unsure: ['whether the pod itself named container side; if not, the GPU would go to main now'],
    });
  });

  it('is judged as it is where its annotation was copied from another pod', () => {
    const { pod } = admit({ env: half });
    const copied = { ...pod, spec: { ...pod.spec, schedulerName: 'default-scheduler' } };
    expect(now(copied)).toMatchObject({ outcome: 'mutated', differences: [] });
  });
});
