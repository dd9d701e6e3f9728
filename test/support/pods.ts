import type {
  ContainerJson,
  EnvVar,
  OwnerReference,
  PodJson,
  ResourceMap,
  StringMap,
} from '../../src/decision/pod/pod.ts';

/*
 * Pods of as few lines as a rule needs. They look as they do at admission: the scheduler's name filled in, requests
 * mirrored from limits, and no map where there is nothing in it. Pods as controllers make them are in `golden/`.
 */

export interface PodParts {
  /** `null` for a pod that has only `generateName`, as those of most controllers. */
  readonly name?: string | null;
  readonly labels?: StringMap | null;
  readonly annotations?: StringMap | null;
  readonly owner?: OwnerReference;
  readonly schedulerName?: string | null;
  readonly nodeName?: string;
  /** Environment of the container `main`, where no containers are given. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whole GPUs of the container `main`, where no containers are given. */
  readonly gpus?: number | string;
  readonly containers?: readonly ContainerJson[];
  readonly initContainers?: readonly ContainerJson[];
}

export function pod(parts: PodParts = {}): PodJson {
  const {
    name = 'sample',
    labels,
    annotations,
    owner,
    schedulerName = 'default-scheduler',
    nodeName,
    env,
    gpus,
  } = parts;
  const main = container('main', { ...(env ? { env } : {}), ...(gpus === undefined ? {} : { gpus }) });
  return {
    metadata: {
      ...(name === null ? { generateName: 'sample-' } : { name }),
      namespace: NAMESPACE,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(owner === undefined ? {} : { ownerReferences: [owner] }),
    },
    spec: {
      schedulerName,
      ...(nodeName === undefined ? {} : { nodeName }),
      containers: parts.containers ?? [main],
      ...(parts.initContainers === undefined ? {} : { initContainers: parts.initContainers }),
    },
  };
}

/** The namespace of all sample pods. */
export const NAMESPACE = 'alice';

export interface ContainerParts {
  readonly env?: Readonly<Record<string, string>> | readonly EnvVar[];
  /** Limit and request of `nvidia.com/gpu`. */
  readonly gpus?: number | string;
  readonly limits?: ResourceMap;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

export function container(name: string, { env, gpus, limits, command, args }: ContainerParts = {}): ContainerJson {
  const all = { ...limits, ...(gpus === undefined ? {} : { 'nvidia.com/gpu': String(gpus) }) };
  return {
    name,
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
    ...(env === undefined ? {} : { env: isList(env) ? env : literals(env) }),
    resources: Object.keys(all).length === 0 ? {} : { limits: all, requests: all },
  };
}

const isList = (env: NonNullable<ContainerParts['env']>): env is readonly EnvVar[] => Array.isArray(env);

const literals = (env: Readonly<Record<string, string>>): readonly EnvVar[] =>
  Object.entries(env).map(([name, value]) => ({ name, value }));

/** An environment variable whose value is in a Secret, which admission cannot read. */
export const secretEnv = (name: string): EnvVar => ({
  name,
  valueFrom: { secretKeyRef: { name: 'secret', key: name } },
});

export const owner = (apiVersion: string, kind: string, name = 'owner'): OwnerReference => ({
  apiVersion,
  kind,
  name,
  uid: '9c3e2a64-5a0e-4d0b-8a57-1f0f6c1d7d11',
  controller: true,
});
