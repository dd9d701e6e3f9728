import fc from 'fast-check';
import type { StringMap } from '../../src/decision/pod/pod.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { amountText, projectText, rarely, some } from './arbitrary-values.ts';
import { PROFILE, podDefault, rayCluster, template, type World } from './world.ts';

const namespace: fc.Arbitrary<StringMap | null> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom<StringMap>({}, PROFILE), fc.constantFrom('team-a', 'team-a', 'team-b', null))
      .map(([profile, project]) => ({
        ...profile,
        ...(project === null ? {} : { 'runai/queue': project, 'kai/project': project }),
      })),
  },
);

/** Matches the pods with the label `pick: one`, or all. */
const anyPodDefault = (name: string): fc.Arbitrary<object> =>
  fc
    .record({
      matchLabels: fc.constantFrom<StringMap>({ pick: 'one' }, {}),
      env: some({ RUNAI_PROJECT: projectText, RUNAI_GPU_FRACTION: amountText, RUNAI_GPU_MEMORY: amountText }),
      labels: some({
        project: projectText,
        runai: fc.constantFrom('true', 'false'),
        'gpu-fraction': amountText,
      }),
      annotations: some({
        'gpu-fraction': amountText,
        'gpu-memory': amountText,
        'gpu-fraction-num-devices': fc.constantFrom('2', ''),
        'gpu-fraction-container-name': fc.constantFrom('main', 'x', ''),
      }),
      parts: fc.subarray(['env', 'labels', 'annotations'] as const, { minLength: 1, maxLength: 2 }),
    })
    .map(({ matchLabels, parts, ...sets }) =>
      podDefault(name, { matchLabels, ...Object.fromEntries(parts.map((part) => [part, sets[part]])) }),
    );

const stringsOf = (maps: Record<string, fc.Arbitrary<string>>): fc.Arbitrary<StringMap> =>
  some(maps).map((made) => made as StringMap);

const ownerLabels = stringsOf({
  project: projectText,
  RUNAI_PROJECT: projectText,
  runai: fc.constantFrom('true', 'false'),
  'runai/queue': projectText,
  'kai.scheduler/queue': projectText,
});

const rayGang: fc.Arbitrary<object> = fc
  .record({
    labels: ownerLabels,
    annotations: stringsOf({ RUNAI_PROJECT: projectText, 'gpu-fraction': amountText }),
    head: stringsOf({ RUNAI_PROJECT: projectText }),
    worker: stringsOf({ project: projectText, 'kai.scheduler/queue': projectText, pick: fc.constant('one') }),
    gpus: fc.constantFrom<{ gpus?: number }>({}, { gpus: 1 }),
  })
  .map(({ labels, annotations, head, worker, gpus }) =>
    rayCluster(template({ annotations: head }), template({ labels: worker, ...gpus }), labels, annotations),
  );

/** With and without a template of the leader's own. */
const leaderWorkerSet: fc.Arbitrary<object> = fc
  .record({
    labels: ownerLabels,
    gpus: fc.constantFrom(undefined, 1),
    leader: fc.constantFrom({}, { leaderTemplate: {} }),
  })
  .map(({ labels, gpus, leader }) => ({
    apiVersion: 'leaderworkerset.x-k8s.io/v1',
    kind: 'LeaderWorkerSet',
    metadata: { name: 'cluster', labels },
    spec: { leaderWorkerTemplate: { size: 2, workerTemplate: template(gpus ? { gpus } : {}), ...leader } },
  }));

const gang: fc.Arbitrary<object> = fc.oneof({ weight: 3, arbitrary: rayGang }, leaderWorkerSet);

const objects = fc
  .tuple(rarely(2, anyPodDefault('one'), null), rarely(4, anyPodDefault('two'), null), rarely(2, gang, null))
  .map((made) => made.filter((object) => object !== null));

const anySettings: fc.Arbitrary<SettingsInput> = fc.record({
  flavour: fc.constantFrom('runai', 'kai'),
  route: fc.constantFrom('gpu-workloads', 'requested', 'all'),
  onInvalid: fc.constantFrom('deny', 'warn'),
  projectGuard: fc.constantFrom('deny', 'warn', 'off'),
  containerTarget: fc.constantFrom('annotation', 'reorder'),
  queueLabel: fc.boolean(),
  maxWholeGpus: fc.constantFrom(1, 16),
});

/** Namespaces with and without a project, PodDefaults applied, pending and unknown, gangs, and all settings. */
export const anyWorld: fc.Arbitrary<World> = fc.record({ namespace, objects, settings: anySettings });
