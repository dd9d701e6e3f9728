import fc from 'fast-check';
import type { ContainerJson, EnvVar, Maybe, PodJson, StringMap } from '../../../src/decision/pod/pod.ts';
import { isLabelValue } from '../../../src/decision/values/text.ts';
import {
  GPU_FRACTION,
  GPU_FRACTION_CONTAINER_NAME,
  GPU_FRACTION_NUM_DEVICES,
  GPU_MEMORY,
  RUNAI_GPU_FRACTION,
  RUNAI_GPU_MEMORY,
  RUNAI_PROJECT,
} from '../../../src/decision/vocabulary.ts';
import { anyPod } from '../../support/arbitrary-pods.ts';

/** What a pod says wherever it says anything; `undefined` takes it away. */
interface Words {
  readonly project: string | undefined;
  readonly fraction: string | undefined;
  readonly memory: string | undefined;
}

const KEY = /^([a-z0-9.]+\/)?[A-Za-z0-9][-A-Za-z0-9_.]{0,62}$/;

const fractions = fc.constantFrom('0.5', '.25', '0.05', '0.50', '70%', '7%', '99%', '.9', '1', '2', '3', '16');
const memories = fc.constantFrom('8192', '8Gi', '512Mi', '1');

const words: fc.Arbitrary<Words> = fc
  .record({
    project: fc.constantFrom('team-a', 'team-a', 'team-a', 'team-b', undefined),
    amount: fc.oneof(
      { weight: 4, arbitrary: fractions.map((fraction) => ({ fraction, memory: undefined })) },
      { weight: 1, arbitrary: memories.map((memory) => ({ fraction: undefined, memory })) },
      { weight: 1, arbitrary: fc.constant({ fraction: undefined, memory: undefined }) },
    ),
  })
  .map(({ project, amount }) => ({ project, ...amount }));

/** Pods of all shapes that the API server takes; most of them are of one mind, and say it in plain forms. */
export const plainPod: fc.Arbitrary<PodJson> = fc.oneof(
  { weight: 1, arbitrary: anyPod.map((pod) => accepted(pod)) },
  { weight: 4, arbitrary: fc.tuple(anyPod, words).map(([pod, said]) => accepted(ofOneMind(pod, said))) },
);

function ofOneMind({ metadata, spec }: PodJson, said: Words): PodJson {
  const [{ name }] = spec.containers as [ContainerJson];
  const value = (key: string, before: string | undefined): string | undefined => {
    switch (key) {
      case RUNAI_PROJECT:
      case 'project':
      case 'runai/queue':
      case 'kai.scheduler/queue':
        return said.project;
      case GPU_FRACTION:
      case RUNAI_GPU_FRACTION:
        return said.fraction;
      case GPU_MEMORY:
      case RUNAI_GPU_MEMORY:
        return said.memory;
      case GPU_FRACTION_CONTAINER_NAME:
        return name;
      case GPU_FRACTION_NUM_DEVICES:
        return '2';
      default:
        return before;
    }
  };
  const inMap = (map: Maybe<StringMap>): StringMap =>
    Object.fromEntries(
      Object.entries(map ?? {}).flatMap(([key, before]) => {
        const after = value(key, before);
        return after === undefined ? [] : [[key, after]];
      }),
    );
  const inEnv = (env: EnvVar): readonly EnvVar[] => {
    const after = value(env.name, env.value ?? undefined);
    return env.valueFrom != null || after === env.value ? [env] : after === undefined ? [] : [{ ...env, value: after }];
  };
  return {
    metadata: { ...metadata, labels: inMap(metadata.labels), annotations: inMap(metadata.annotations) },
    spec: {
      ...spec,
      containers: spec.containers.map((container) => ({ ...container, env: (container.env ?? []).flatMap(inEnv) })),
    },
  };
}

/** Without what the API server would refuse in every pod, which says nothing about the policy. */
function accepted({ metadata, spec }: PodJson): PodJson {
  const kept = (map: Maybe<StringMap>, isKept: (value: string) => boolean): StringMap =>
    Object.fromEntries(Object.entries(map ?? {}).filter(([key, value]) => KEY.test(key) && isKept(value)));
  const mirrored = (container: ContainerJson): ContainerJson => {
    const limits = container.resources?.limits ?? {};
    return { ...container, resources: { limits, requests: limits } };
  };
  return {
    metadata: {
      ...metadata,
      labels: kept(metadata.labels, (value) => value === '' || isLabelValue(value)),
      annotations: kept(metadata.annotations, () => true),
    },
    spec: {
      ...spec,
      containers: spec.containers.map(mirrored),
      ...(spec.initContainers && { initContainers: spec.initContainers.map(mirrored) }),
    },
  };
}
