import { parseQuantity } from '../values/quantity.ts';
import { NVIDIA_GPU, NVIDIA_MIG_PREFIX } from '../vocabulary.ts';
import { type ContainerJson, initContainersOf, type PodJson } from './pod.ts';

function limit(container: ContainerJson, resource: string): number {
  const quantity = container.resources?.limits?.[resource];
  return quantity === undefined ? 0 : Number(parseQuantity(String(quantity)) ?? 0n);
}

/** Whole GPUs in a container's limits; the API server keeps limits and requests of such a resource equal. */
export const gpuLimitOf = (container: ContainerJson): number => limit(container, NVIDIA_GPU);

/**
 * Whole GPUs that the pod takes, counted as Kubernetes counts: regular containers run together, init containers one
 * after the other before them.
 */
export function gpuLimitOfPod(pod: PodJson): number {
  const together = pod.spec.containers.reduce((sum, container) => sum + gpuLimitOf(container), 0);
  return initContainersOf(pod).reduce((most, container) => Math.max(most, gpuLimitOf(container)), together);
}

/** The first MIG resource of which a container asks at least one, such as `nvidia.com/mig-1g.5gb`. */
export function migLimitOfPod(
  pod: PodJson,
): { readonly resource: string; readonly container: string; readonly count: number } | undefined {
  for (const container of allContainers(pod)) {
    for (const resource of Object.keys(container.resources?.limits ?? {})) {
      const count = resource.startsWith(NVIDIA_MIG_PREFIX) ? limit(container, resource) : 0;
      if (count > 0) {
        return { resource, container: container.name, count };
      }
    }
  }
  return undefined;
}

export const hasGpuLimit = (pod: PodJson): boolean => gpuLimitOfPod(pod) > 0 || migLimitOfPod(pod) !== undefined;

/** Every container and init container, with its limits for whole GPUs. */
export function containersWithGpu(pod: PodJson): readonly ContainerJson[] {
  return allContainers(pod).filter((container) => gpuLimitOf(container) > 0);
}

const allContainers = (pod: PodJson): readonly ContainerJson[] => [...pod.spec.containers, ...initContainersOf(pod)];
