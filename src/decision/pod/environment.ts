import { trim } from '../values/trim.ts';
import { RUNAI_GPU_FRACTION, RUNAI_GPU_MEMORY, RUNAI_PROJECT } from '../vocabulary.ts';
import { type ContainerJson, type EnvVar, envOf } from './pod.ts';

/** What one container's environment says about a wish; `value` is absent where admission cannot read it. */
export interface EnvValue {
  readonly name: string;
  readonly container: string;
  readonly value: string | undefined;
}

const WISH_ENV: ReadonlySet<string> = new Set([RUNAI_PROJECT, RUNAI_GPU_FRACTION, RUNAI_GPU_MEMORY]);

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

/**
 * All wishes in the environment of the regular containers, in their order. Init containers are not read: KubeRay
 * copies a worker's environment into one. Of a name that stands twice in a container, Kubernetes uses the last.
 */
export function readEnvironment(containers: readonly ContainerJson[]): readonly EnvValue[] {
  const statements: EnvValue[] = [];
  for (const container of containers) {
    const first = statements.length;
    for (const env of envOf(container)) {
      if (!WISH_ENV.has(env.name)) {
        continue;
      }
      const earlier = statements.findIndex((statement, index) => index >= first && statement.name === env.name);
      if (earlier >= 0) {
        statements.splice(earlier, 1);
      }
      statements.push({ name: env.name, container: container.name, value: readableValue(env) });
    }
  }
  return statements;
}
