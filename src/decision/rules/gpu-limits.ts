import type { DesiredGpuLimits } from '../decision.ts';
import type { GpuHolder } from '../pod/gpu-limits.ts';
import type { PodContext } from '../pod-context.ts';
import type { Refusal } from '../refusal.ts';
import { describeSource } from '../source.ts';
import { describeAmount } from '../values/gpu-amount.ts';
import { NVIDIA_GPU } from '../vocabulary.ts';
import type { Warning } from '../warning.ts';
import type { AskedAmount } from './gpu-amount.ts';

export type LimitsChoice =
  | { readonly ok: true; readonly limits: DesiredGpuLimits; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** What happens to the pod's `nvidia.com/gpu` beside the amount it asked for. */
export function fitLimits(context: PodContext, asked: AskedAmount, container: string): LimitsChoice {
  const { mig } = context.gpuLimits;
  if (mig !== undefined) {
    return { ok: false, refusal: besideMig(asked, mig) };
  }
  return asked.amount.kind === 'whole'
    ? fitWholeGpus(context, asked, asked.amount.count, container)
    : makeRoomForShare(context, asked, container);
}

/**
 * A limit that is no whole number is a request for a share by its container, but only one such limit can be meant. The
 * API server would refuse each of them ("must be an integer"), after admission.
 */
export function refuseFractionalLimits({ gpuLimits }: PodContext): Refusal | undefined {
  const [first, second] = gpuLimits.fractionalHolders;
  if (first === undefined) {
    return undefined;
  }
  const where = {
    code: 422,
    reason: 'invalid-gpu-limit',
    field: `limit ${NVIDIA_GPU} of container ${first.container}`,
    value: first.limit,
  } as const;
  const tooLarge = gpuLimits.fractionalHolders.find(({ thousandths }) => thousandths > 1000);
  if (tooLarge !== undefined) {
    return {
      ...where,
      field: `limit ${NVIDIA_GPU} of container ${tooLarge.container}`,
      value: tooLarge.limit,
      problem: 'which is more than one GPU and no whole number',
      remedy: 'write 1, 2, ... for whole GPUs, or the annotation gpu-fraction: "0.5" for half a GPU',
    };
  }
  if (second !== undefined) {
    return {
      ...where,
      problem: `while the limit of container ${second.container} is "${second.limit}": one container gets the share`,
      remedy: 'keep one of the two',
    };
  }
  if (first.runs === 'init') {
    return {
      ...where,
      problem: 'but an init container ends before the work begins',
      remedy: 'move the limit to the container that does the work',
    };
  }
  const [whole] = gpuLimits.wholeHolders;
  return whole === undefined
    ? undefined
    : {
        ...where,
        reason: 'share-and-whole-gpus',
        problem: `while container ${whole.container} has ${NVIDIA_GPU}: ${whole.limit}`,
        remedy: 'keep the share or the whole GPUs',
      };
}

/** Both schedulers refuse a share beside a limit, even a limit of 0, so one GPU gives way and more are a contradiction. */
function makeRoomForShare({ gpuLimits, workload }: PodContext, asked: AskedAmount, container: string): LimitsChoice {
  const { whole, wholeHolders } = gpuLimits;
  if (whole > 1) {
    return {
      ok: false,
      refusal: {
        code: 422,
        reason: 'share-and-whole-gpus',
        field: describeSource(asked.request.source),
        value: asked.request.value,
        problem: `while the limits say ${NVIDIA_GPU}: ${whole}`,
        remedy: `remove the limit ${NVIDIA_GPU} to share one GPU (in the notebook form: GPUs "None"), or remove the share`,
      },
    };
  }
  return { ok: true, limits: { kind: 'remove-all' }, warnings: removedWarning(wholeHolders, container, workload.name) };
}

function removedWarning(
  holders: readonly GpuHolder[],
  container: string,
  workload: PodContext['workload']['name'],
): readonly Warning[] {
  const [first] = holders;
  if (first === undefined) {
    return [];
  }
  return [
    {
      reason: 'gpu-limit-removed',
      container: first.container,
      others: holders.length - 1,
      limit: first.limit,
      shareGoesTo: holders.some((holder) => holder.container === container) ? undefined : container,
      // KubeRay computed the start command from the limit before admission.
      rayStartCommandStays: workload === 'ray-worker' || workload === 'ray-head',
    },
  ];
}

function fitWholeGpus(
  { gpuLimits }: PodContext,
  { request, amount }: AskedAmount,
  count: number,
  container: string,
): LimitsChoice {
  const { whole, wholeHolders } = gpuLimits;
  if (whole === 0) {
    return { ok: true, limits: { kind: 'set', container, count }, warnings: [] };
  }
  if (whole !== count) {
    return {
      ok: false,
      refusal: {
        code: 422,
        reason: 'gpu-limit-differs',
        field: describeSource(request.source),
        value: request.value,
        problem: `which means ${describeAmount(amount)}, while the limits say ${NVIDIA_GPU}: ${whole}`,
        remedy: `make both the same, or remove the limit ${NVIDIA_GPU}`,
      },
    };
  }
  const elsewhere = wholeHolders.find((holder) => holder.container !== container);
  return {
    ok: true,
    limits: { kind: 'keep' },
    warnings:
      elsewhere === undefined
        ? []
        : [{ reason: 'gpu-limit-elsewhere', container: elsewhere.container, workContainer: container }],
  };
}

function besideMig(
  { request, amount }: AskedAmount,
  mig: { readonly resource: string; readonly container: string },
): Refusal {
  return {
    code: 422,
    reason: 'share-and-mig',
    field: describeSource(request.source),
    value: request.value,
    problem: `while container ${mig.container} has a limit for ${mig.resource}`,
    remedy: `remove the limit ${mig.resource}, or the request for ${describeAmount(amount)}`,
  };
}
