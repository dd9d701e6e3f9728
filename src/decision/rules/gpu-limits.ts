import type { GpuLimits, Refusal } from '../decision.ts';
import { containersWithGpu, gpuLimitOfPod, migLimitOfPod } from '../pod/gpu-limits.ts';
import type { PodJson } from '../pod/pod.ts';
import type { Asked } from '../requests/gpu-amount.ts';
import { describeSource } from '../source.ts';
import { describeAmount } from '../values/gpu-amount.ts';
import { NVIDIA_GPU } from '../vocabulary.ts';
import type { Warning } from '../warning.ts';
import type { WorkloadName } from '../workloads/workload.ts';

export type LimitsChoice =
  | { readonly ok: true; readonly limits: GpuLimits; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** What happens to the pod's `nvidia.com/gpu` beside the amount it asked for. */
export function fitLimits(pod: PodJson, asked: Asked, container: string, workload: WorkloadName): LimitsChoice {
  const mig = migLimitOfPod(pod);
  if (mig !== undefined) {
    return { ok: false, refusal: besideMig(asked, mig) };
  }
  return asked.amount.kind === 'whole'
    ? fitWholeGpus(pod, asked, asked.amount.count, container)
    : makeRoomForShare(pod, asked, workload);
}

/** Both schedulers refuse a share beside a limit, even a limit of 0, so one GPU gives way and more are a contradiction. */
function makeRoomForShare(pod: PodJson, asked: Asked, workload: WorkloadName): LimitsChoice {
  const count = gpuLimitOfPod(pod);
  if (count > 1) {
    return {
      ok: false,
      refusal: {
        code: 422,
        reason: 'share-and-whole-gpus',
        field: describeSource(asked.wish.source),
        value: asked.wish.value,
        problem: `while the limits say ${NVIDIA_GPU}: ${count}`,
        remedy: `remove the limit ${NVIDIA_GPU} to share one GPU (in the notebook form: GPUs "None"), or remove the share`,
      },
    };
  }
  const warnings: Warning[] = containersWithGpu(pod).map((holder) => ({
    reason: 'gpu-limit-removed',
    container: holder.name,
    // KubeRay computed the start command from the limit before admission.
    rayStartCommandStays: workload === 'ray-worker' || workload === 'ray-head',
  }));
  return { ok: true, limits: { kind: 'remove-all' }, warnings: warnings.slice(0, 1) };
}

function fitWholeGpus(pod: PodJson, asked: Asked, count: number, container: string): LimitsChoice {
  const present = gpuLimitOfPod(pod);
  if (present === 0) {
    return { ok: true, limits: { kind: 'set', container, count }, warnings: [] };
  }
  if (present !== count) {
    return {
      ok: false,
      refusal: {
        code: 422,
        reason: 'gpu-limit-differs',
        field: describeSource(asked.wish.source),
        value: asked.wish.value,
        problem: `which means ${describeAmount(asked.amount)}, while the limits say ${NVIDIA_GPU}: ${present}`,
        remedy: `make both the same, or remove the limit ${NVIDIA_GPU}`,
      },
    };
  }
  const elsewhere = containersWithGpu(pod).find((holder) => holder.name !== container);
  return {
    ok: true,
    limits: { kind: 'keep' },
    warnings:
      elsewhere === undefined
        ? []
        : [{ reason: 'gpu-limit-elsewhere', container: elsewhere.name, workContainer: container }],
  };
}

function besideMig(asked: Asked, mig: { readonly resource: string; readonly container: string }): Refusal {
  return {
    code: 422,
    reason: 'share-and-mig',
    field: describeSource(asked.wish.source),
    value: asked.wish.value,
    problem: `while container ${mig.container} has a limit for ${mig.resource}`,
    remedy: `remove the limit ${mig.resource}, or the wish for ${describeAmount(asked.amount)}`,
  };
}
