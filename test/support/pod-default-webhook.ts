import type { PodDefault } from '../../src/decision/known/surroundings.ts';
import type { EnvVar, PodJson, StringMap } from '../../src/decision/pod/pod.ts';
import { traceOf } from './world.ts';

/**
 * What Kubeflow's PodDefault webhook does with one pod, as far as it matters here: labels, annotations, environment of
 * the regular containers, and a trace.
 *
 * @returns the pod afterwards, or `undefined` where the webhook refuses it because something is there with another value
 */
export function applyPodDefaults(pod: PodJson, podDefaults: readonly PodDefault[]): PodJson | undefined {
  try {
    return podDefaults.reduce(applyOne, pod);
  } catch (error) {
    if (error instanceof Conflict) {
      return undefined;
    }
    throw error;
  }
}

class Conflict extends Error {}

function applyOne(pod: PodJson, { name, env, labels, annotations }: PodDefault): PodJson {
  const { metadata, spec } = pod;
  return {
    ...pod,
    metadata: {
      ...metadata,
      labels: mergeMaps(metadata.labels ?? {}, labels),
      annotations: mergeMaps(metadata.annotations ?? {}, { ...annotations, ...traceOf(name) }),
    },
    spec: {
      ...spec,
      containers: spec.containers.map((container) => ({ ...container, env: mergeEnv(container.env ?? [], env) })),
    },
  };
}

function mergeMaps(present: StringMap, added: StringMap): StringMap {
  for (const [key, value] of Object.entries(added)) {
    if (Object.hasOwn(present, key) && present[key] !== value) {
      throw new Conflict(key);
    }
  }
  return { ...present, ...added };
}

function mergeEnv(present: readonly EnvVar[], added: readonly EnvVar[]): readonly EnvVar[] {
  const missing = added.filter(({ name, ...definition }) => {
    const same = present.find((env) => env.name === name);
    if (same !== undefined && JSON.stringify({ ...same }) !== JSON.stringify({ name, ...definition })) {
      throw new Conflict(name);
    }
    return same === undefined;
  });
  return [...present, ...missing];
}
