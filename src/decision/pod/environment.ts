import { leavesSomething, trim } from '../values/text.ts';
import { RUNAI_GPU_FRACTION, RUNAI_GPU_MEMORY, RUNAI_PROJECT } from '../vocabulary.ts';
import { literal } from './cel.ts';
import { envOf } from './containers.ts';
import type { ContainerJson, EnvVar } from './pod.ts';

/** The variables that ask for something. */
export type RequestEnv = typeof RUNAI_PROJECT | typeof RUNAI_GPU_FRACTION | typeof RUNAI_GPU_MEMORY;

/** What one container's environment asks for. */
export interface ContainerEnvironment {
  readonly container: string;
  /** By name; `undefined` where the variable is there, but admission cannot read its value. */
  readonly values: ReadonlyMap<RequestEnv, string | undefined>;
}

/** Kubernetes expands `$(NAME)` when the container starts, so at admission such a value is not known. */
function hasReference(value: string): boolean {
  const start = value.indexOf('$(');
  // Where nothing closes the first one, nothing closes a later one.
  return start >= 0 && value.indexOf(')', start) >= 0;
}

/**
 * The value as it stands in the pod, white space dropped; `undefined` where it comes from elsewhere (`valueFrom`) or
 * refers to another variable.
 */
export function readableValue(env: EnvVar): string | undefined {
  if (env.valueFrom !== undefined && env.valueFrom !== null) {
    return undefined;
  }
  const value = env.value ?? '';
  return hasReference(value) ? undefined : trim(value);
}

/** The same for CEL: whether a variable has a value that says something, and that can be read. */
export const hasReadableValue = (env: string): string =>
  [
    `!has(${env}.valueFrom)`,
    leavesSomething(`${env}.?value.orValue("")`),
    // The dot has to match line breaks too.
    `!${env}.?value.orValue("").matches(${literal('(?s)\\$\\(.*\\)')})`,
  ].join(' && ');

/**
 * What the environment of the regular containers asks for, in their order; containers that ask for nothing are left
 * out. Init containers are not read: KubeRay copies a worker's environment into one. Of a name that stands twice in a
 * container, Kubernetes uses the last.
 */
export function readEnvironment(containers: readonly ContainerJson[]): readonly ContainerEnvironment[] {
  const asking: ContainerEnvironment[] = [];
  for (const container of containers) {
    let values: Map<RequestEnv, string | undefined> | undefined;
    for (const env of envOf(container)) {
      if (isRequestEnv(env.name)) {
        values ??= new Map();
        values.set(env.name, readableValue(env));
      }
    }
    if (values !== undefined) {
      asking.push({ container: container.name, values });
    }
  }
  return asking;
}

/** Compared one by one: looking a name up in a set would hash each of a pod's variables. */
const isRequestEnv = (name: string): name is RequestEnv =>
  name === RUNAI_PROJECT || name === RUNAI_GPU_FRACTION || name === RUNAI_GPU_MEMORY;
