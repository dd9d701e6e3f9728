import { parseThousandths } from '../values/quantity.ts';
import { NVIDIA_GPU, NVIDIA_MIG_PREFIX } from '../vocabulary.ts';
import { initContainersOf, limitsOf } from './containers.ts';
import type { ContainerJson, PodJson } from './pod.ts';

/**
 * Names under which device plugins offer accelerators: `amd.com/gpu`, `nvidia.com/gpu.shared` (time slices),
 * `nvidia.com/gpumem` (HAMi), `habana.ai/gaudi`, `google.com/tpu`, `aws.amazon.com/neuroncore`, `cambricon.com/mlu`,
 * `kunlunxin.com/xpu`, `enflame.com/gcu`, `qualcomm.com/qaic` ...
 * A word of the name tells, because nobody can list them all.
 */
const ACCELERATOR = /gpu|cuda|gaudi|tpu|npu|xpu|vpu|neuron|mlu|dcu|gcu|ascend|qaic|accelerator/i;

/** What a pod asks for beside NVIDIA's whole GPUs and MIG slices. */
export interface OtherAccelerator {
  /** The resource's name, or the claim's. */
  readonly resource: string;
  /** A claim of Dynamic Resource Allocation does not tell what it is for. */
  readonly isClaim: boolean;
}

/**
 * The first limit of a container, or claim of the pod, that is for another accelerator. A pod that asks for a share beside it
 * waits for both.
 */
export function firstOtherAccelerator(pod: PodJson): OtherAccelerator | undefined {
  const resource = firstAmong(pod.spec.containers) ?? firstAmong(initContainersOf(pod));
  if (resource !== undefined) {
    return { resource, isClaim: false };
  }
  const claim = pod.spec.resourceClaims?.[0];
  return claim && { resource: `resource claim ${claim.name}`, isClaim: true };
}

function firstAmong(containers: readonly ContainerJson[]): string | undefined {
  for (const container of containers) {
    const limits = limitsOf(container);
    for (const resource of Object.keys(limits)) {
      if (isOtherAccelerator(resource) && (parseThousandths(String(limits[resource])) ?? 0n) > 0n) {
        return resource;
      }
    }
  }
  return undefined;
}

const isOtherAccelerator = (resource: string): boolean =>
  // Names without a domain, such as `cpu` and `memory`, are Kubernetes' own.
  resource.includes('/') &&
  resource !== NVIDIA_GPU &&
  !resource.startsWith(NVIDIA_MIG_PREFIX) &&
  ACCELERATOR.test(resource);
