import { parseThousandths } from '../values/quantity.ts';
import { NVIDIA_GPU, NVIDIA_MIG_PREFIX } from '../vocabulary.ts';
import { initContainersOf, isNativeSidecar, limitsOf } from './containers.ts';
import type { ContainerJson, PodJson } from './pod.ts';

/** A container's limit for `nvidia.com/gpu`, if it is above 0. */
export interface GpuHolder {
  readonly container: string;
  /** A native sidecar runs beside the regular containers, any other init container before them. */
  readonly runs: 'regular' | 'native-sidecar' | 'init';
  /** As it stands there, such as `1` or `500m`. */
  readonly limit: string;
  readonly thousandths: number;
}

/** What the pod's limits say about accelerators. */
export interface GpuLimits {
  /** Whole GPUs that the pod takes, counted as Kubernetes counts. */
  readonly whole: number;
  /** Containers with a whole number of GPUs, regular ones first. */
  readonly wholeHolders: readonly GpuHolder[];
  /** Containers with a limit that is no whole number. The API server refuses such a limit, but only after admission. */
  readonly fractionalHolders: readonly GpuHolder[];
  /** The first MIG resource of which a container asks at least one, such as `nvidia.com/mig-1g.5gb`. */
  readonly mig: { readonly resource: string; readonly container: string } | undefined;
}

const NO_LIMITS: GpuLimits = { whole: 0, wholeHolders: [], fractionalHolders: [], mig: undefined };

/** Reads the limits once; the API server keeps limits and requests of such resources equal. */
export function readGpuLimits(pod: PodJson): GpuLimits {
  const initContainers = initContainersOf(pod);
  const holders: GpuHolder[] = [];
  for (const container of pod.spec.containers) {
    addHolder(holders, container, 'regular');
  }
  for (const container of initContainers) {
    addHolder(holders, container, isNativeSidecar(container) ? 'native-sidecar' : 'init');
  }
  const mig = firstMig(pod.spec.containers) ?? firstMig(initContainers);
  if (holders.length === 0 && mig === undefined) {
    return NO_LIMITS;
  }
  const wholeHolders = holders.filter(isWhole);
  return {
    whole: countAsKubernetes(wholeHolders),
    wholeHolders,
    fractionalHolders: holders.filter((holder) => !isWhole(holder)),
    mig,
  };
}

export const hasWholeGpu = ({ whole, mig }: GpuLimits): boolean => whole > 0 || mig !== undefined;

const isWhole = ({ thousandths }: GpuHolder): boolean => thousandths % 1000 === 0;

function addHolder(holders: GpuHolder[], container: ContainerJson, runs: GpuHolder['runs']): void {
  const limit = limitsOf(container)[NVIDIA_GPU];
  const thousandths = limit === undefined ? 0 : thousandthsOf(String(limit));
  if (thousandths > 0) {
    holders.push({ container: container.name, runs, limit: String(limit), thousandths });
  }
}

/**
 * Regular containers and native sidecars run together; any other init container runs alone but for the native sidecars
 * before it. The pod takes the larger of the two (component-helpers' PodRequests).
 */
function countAsKubernetes(holders: readonly GpuHolder[]): number {
  let together = 0;
  let sidecars = 0;
  let largestInit = 0;
  for (const { runs, thousandths } of holders) {
    const count = thousandths / 1000;
    if (runs === 'init') {
      largestInit = Math.max(largestInit, sidecars + count);
    } else {
      together += count;
      sidecars += runs === 'native-sidecar' ? count : 0;
    }
  }
  return Math.max(together, largestInit);
}

function firstMig(containers: readonly ContainerJson[]): GpuLimits['mig'] {
  for (const container of containers) {
    const limits = limitsOf(container);
    for (const resource of Object.keys(limits)) {
      if (resource.startsWith(NVIDIA_MIG_PREFIX) && thousandthsOf(String(limits[resource])) >= 1000) {
        return { resource, container: container.name };
      }
    }
  }
  return undefined;
}

/** What is no quantity counts as nothing: the API server will refuse it. */
function thousandthsOf(limit: string): number {
  // By far the most frequent form, without arithmetic on big numbers.
  return /^\d{1,3}$/.test(limit) ? Number(limit) * 1000 : Number(parseThousandths(limit) ?? 0n);
}
