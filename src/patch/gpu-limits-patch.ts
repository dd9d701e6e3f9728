import type { Operation } from 'fast-json-patch';
import type { GpuLimits } from '../decision/decision.ts';
import { type ContainerJson, initContainersOf, type PodJson } from '../decision/pod/pod.ts';
import { NVIDIA_GPU } from '../decision/vocabulary.ts';
import { pointer } from './json-pointer.ts';
import { patchMap } from './map-patch.ts';

/**
 * Brings `nvidia.com/gpu` to the wanted state, in limits and requests alike: the API server has copied limits into
 * requests before admission, and refuses a pod in which they differ for such a resource.
 */
export function patchGpuLimits(pod: PodJson, limits: GpuLimits): readonly Operation[] {
  switch (limits.kind) {
    case 'keep':
      return [];
    case 'remove-all':
      return [
        ...initContainersOf(pod).flatMap((container, index) => removeGpu(container, ['spec', 'initContainers', index])),
        ...pod.spec.containers.flatMap((container, index) => removeGpu(container, ['spec', 'containers', index])),
      ];
    case 'set': {
      const index = pod.spec.containers.findIndex((container) => container.name === limits.container);
      const container = pod.spec.containers[index];
      return container === undefined ? [] : setGpu(container, ['spec', 'containers', index], String(limits.count));
    }
  }
}

type Path = readonly (string | number)[];

const BOTH = ['limits', 'requests'] as const;
const NOTHING: ReadonlyMap<string, string> = new Map();
const GPU = [NVIDIA_GPU] as const;

function removeGpu({ resources }: ContainerJson, path: Path): readonly Operation[] {
  return BOTH.flatMap((side) =>
    patchMap({ path: [...path, 'resources', side], current: resources?.[side], set: NOTHING, remove: GPU }),
  );
}

function setGpu({ resources }: ContainerJson, path: Path, count: string): readonly Operation[] {
  if (resources === null || resources === undefined) {
    const gpu = { [NVIDIA_GPU]: count };
    return [{ op: 'add', path: pointer(...path, 'resources'), value: { limits: gpu, requests: gpu } }];
  }
  const set = new Map([[NVIDIA_GPU, count]]);
  return BOTH.flatMap((side) =>
    patchMap({ path: [...path, 'resources', side], current: resources[side], set, remove: [] }),
  );
}
