import type { DesiredGpuLimits } from '../decision/decision.ts';
import { initContainersOf } from '../decision/pod/containers.ts';
import type { ContainerJson, PodJson } from '../decision/pod/pod.ts';
import { NVIDIA_GPU } from '../decision/vocabulary.ts';
import { patchMap } from './map-patch.ts';
import type { PatchOperation } from './operation.ts';
import { member, pointer } from './pointer.ts';

/**
 * Brings `nvidia.com/gpu` to the wanted state, in limits and requests alike: the API server has copied limits into
 * requests before admission, and refuses a pod in which they differ for such a resource.
 */
export function patchGpuLimits(pod: PodJson, limits: DesiredGpuLimits): readonly PatchOperation[] {
  switch (limits.kind) {
    case 'keep':
      return NOTHING;
    case 'remove-all':
      return onContainers(pod, (container, path) => removeGpu(container, path));
    case 'set': {
      const removeFrom = new Set(limits.removeFrom);
      return onContainers(pod, (container, path, isRegular) => {
        if (isRegular && container.name === limits.container) {
          return setGpu(container, path, String(limits.count));
        }
        return removeFrom.has(container.name) ? removeGpu(container, path) : [];
      });
    }
  }
}

/** Init containers first, each list in its order. */
function onContainers(
  pod: PodJson,
  patch: (container: ContainerJson, place: Place, isRegular: boolean) => readonly PatchOperation[],
): readonly PatchOperation[] {
  return [
    ...initContainersOf(pod).flatMap((container, index) => patch(container, ['initContainers', index], false)),
    ...pod.spec.containers.flatMap((container, index) => patch(container, ['containers', index], true)),
  ];
}

/** The list that a container stands in, and where. */
type Place = readonly [list: 'containers' | 'initContainers', index: number];

const BOTH = ['limits', 'requests'] as const;
const NOTHING: readonly PatchOperation[] = [];

function removeGpu({ resources }: ContainerJson, [list, index]: Place): readonly PatchOperation[] {
  const sides = BOTH.filter((side) => Object.hasOwn(resources?.[side] ?? {}, NVIDIA_GPU));
  return sides.map((side) => ({ op: 'remove', path: pointer('spec', list, index, 'resources', side, NVIDIA_GPU) }));
}

function setGpu({ resources }: ContainerJson, [list, index]: Place, count: string): readonly PatchOperation[] {
  const path = pointer('spec', list, index, 'resources');
  if (resources === null || resources === undefined) {
    const gpu = { [NVIDIA_GPU]: count };
    return [{ op: 'add', path, value: { limits: gpu, requests: gpu } }];
  }
  const set = new Map([[NVIDIA_GPU, count]]);
  return BOTH.flatMap((side) => patchMap({ path: member(path, side), current: resources[side], set, remove: [] }));
}
