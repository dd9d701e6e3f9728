import type { DesiredGpuLimits } from '../decision/decision.ts';
import { initContainersOf } from '../decision/pod/containers.ts';
import { readGpuLimits } from '../decision/pod/gpu-limits.ts';
import type { ContainerJson, PodJson } from '../decision/pod/pod.ts';
import { NVIDIA_GPU } from '../decision/vocabulary.ts';
import { patchMap } from './map-patch.ts';
import type { PatchOperation } from './operation.ts';
import { pointer } from './pointer.ts';

/**
 * Brings `nvidia.com/gpu` to the wanted state, in limits and requests alike: the API server has copied limits into
 * requests before admission, and refuses a pod in which they differ for such a resource.
 */
export function patchGpuLimits(pod: PodJson, limits: DesiredGpuLimits): readonly PatchOperation[] {
  switch (limits.kind) {
    case 'keep':
      return [];
    case 'remove-all':
      return onContainers(pod, (container, path) => removeGpu(container, path));
    case 'set': {
      const fractional = new Set(readGpuLimits(pod).fractionalHolders.map(({ container }) => container));
      return onContainers(pod, (container, path, isRegular) => {
        if (isRegular && container.name === limits.container) {
          return setGpu(container, path, String(limits.count));
        }
        return fractional.has(container.name) ? removeGpu(container, path) : [];
      });
    }
  }
}

/** Init containers first, each list in its order. */
function onContainers(
  pod: PodJson,
  patch: (container: ContainerJson, path: Path, isRegular: boolean) => readonly PatchOperation[],
): readonly PatchOperation[] {
  return [
    ...initContainersOf(pod).flatMap((container, index) => patch(container, ['spec', 'initContainers', index], false)),
    ...pod.spec.containers.flatMap((container, index) => patch(container, ['spec', 'containers', index], true)),
  ];
}

type Path = readonly (string | number)[];

const BOTH = ['limits', 'requests'] as const;
const NOTHING: ReadonlyMap<string, string> = new Map();
const GPU = [NVIDIA_GPU] as const;

function removeGpu({ resources }: ContainerJson, path: Path): readonly PatchOperation[] {
  return BOTH.flatMap((side) =>
    patchMap({ path: [...path, 'resources', side], current: resources?.[side], set: NOTHING, remove: GPU }),
  );
}

function setGpu({ resources }: ContainerJson, path: Path, count: string): readonly PatchOperation[] {
  if (resources === null || resources === undefined) {
    const gpu = { [NVIDIA_GPU]: count };
    return [{ op: 'add', path: pointer(...path, 'resources'), value: { limits: gpu, requests: gpu } }];
  }
  const set = new Map([[NVIDIA_GPU, count]]);
  return BOTH.flatMap((side) =>
    patchMap({ path: [...path, 'resources', side], current: resources[side], set, remove: [] }),
  );
}
