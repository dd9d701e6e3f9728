import type { V1Container, V1Pod } from '@kubernetes/client-node';

/** What the webhook and the schedulers care about in a stored pod, small enough to be compared as a whole. */
export interface PodFacts {
  scheduler: string | undefined;
  project?: string;
  fraction?: string;
  memory?: string;
  /** Value of gpu-fraction-container-name. */
  container?: string;
  /** "limit/request" of nvidia.com/gpu, by container. */
  gpus?: Record<string, string>;
  decision?: string;
}

const keys = {
  fraction: 'gpu-fraction',
  memory: 'gpu-memory',
  container: 'gpu-fraction-container-name',
  decision: 'gpu-fraction-webhook/decision',
} as const;

/** Reads them; what is not there is left out. */
export function factsOf(pod: V1Pod | undefined): PodFacts {
  const annotations = pod?.metadata?.annotations ?? {};
  const project = pod?.metadata?.labels?.['project'];
  const gpus = Object.fromEntries(allContainers(pod).flatMap(gpusOf));
  return {
    scheduler: pod?.spec?.schedulerName,
    ...(project !== undefined && { project }),
    ...Object.fromEntries(
      Object.entries(keys).flatMap(([name, key]) => (annotations[key] === undefined ? [] : [[name, annotations[key]]])),
    ),
    ...(Object.keys(gpus).length > 0 && { gpus }),
  };
}

function allContainers(pod: V1Pod | undefined): V1Container[] {
  return [...(pod?.spec?.initContainers ?? []), ...(pod?.spec?.containers ?? [])];
}

function gpusOf({ name, resources }: V1Container): [string, string][] {
  const limit = resources?.limits?.['nvidia.com/gpu'];
  const request = resources?.requests?.['nvidia.com/gpu'];
  return limit === undefined && request === undefined ? [] : [[name, `${limit ?? '-'}/${request ?? '-'}`]];
}
