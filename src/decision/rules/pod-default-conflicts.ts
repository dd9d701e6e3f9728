import type { PodDefault } from '../known/surroundings.ts';
import { ownValue } from '../pod/pod.ts';
import { floorScaled, parseDecimal } from '../values/decimal.ts';
import { readPositiveInteger } from '../values/gpu-amount.ts';
import type { GpuAnnotation } from '../vocabulary.ts';
import { GPU_ANNOTATIONS, GPU_FRACTION, GPU_FRACTION_CONTAINER_NAME } from '../vocabulary.ts';
import type { Warning } from '../warning.ts';

/**
 * Kubeflow's PodDefault webhook refuses a pod that already has another value under a key that a PodDefault sets. So a
 * value that is still to be set is written exactly as it will be, if the scheduler takes it and it means what was
 * decided; otherwise the pod has to be left alone.
 */
export type PendingFit =
  | { readonly ok: true; readonly annotations: ReadonlyMap<GpuAnnotation, string>; readonly differs: boolean }
  | { readonly ok: false; readonly warning: Warning };

export function fitPendingAnnotations(
  wanted: ReadonlyMap<GpuAnnotation, string>,
  pending: readonly PodDefault[],
): PendingFit {
  if (pending.length === 0) {
    return { ok: true, annotations: wanted, differs: false };
  }
  const annotations = new Map(wanted);
  let differs = false;
  for (const podDefault of pending) {
    for (const key of GPU_ANNOTATIONS) {
      const value = podDefault.annotations[key];
      if (value === undefined) {
        continue;
      }
      const canonical = wanted.get(key);
      // Without a share, the name of a container has no effect and may say anything.
      if (canonical === undefined && key === GPU_FRACTION_CONTAINER_NAME) {
        continue;
      }
      if (canonical === undefined || !schedulerReadsAs(key, value, canonical)) {
        return { ok: false, warning: { reason: 'pending-poddefault', podDefault: podDefault.name, key, value } };
      }
      annotations.set(key, value);
      differs ||= value !== canonical;
    }
  }
  return { ok: true, annotations, differs };
}

/** The same for labels, which have to be equal to the letter. */
export function fitPendingLabels(
  wanted: ReadonlyMap<string, string>,
  pending: readonly PodDefault[],
): Warning | undefined {
  for (const podDefault of pending) {
    for (const [key, value] of wanted) {
      const set = ownValue(podDefault.labels, key);
      if (set !== undefined && set !== value) {
        return { reason: 'pending-poddefault', podDefault: podDefault.name, key, value: set };
      }
    }
  }
  return undefined;
}

/** Whether the schedulers accept the string as it stands, and read the canonical value in it. */
function schedulerReadsAs(key: GpuAnnotation, value: string, canonical: string): boolean {
  switch (key) {
    case GPU_FRACTION:
      return hundredthsOf(value) === hundredthsOf(canonical);
    case GPU_FRACTION_CONTAINER_NAME:
      return value === canonical;
    default:
      // Their parser takes digits only, so a plus sign that we would drop is none of theirs.
      return readPositiveInteger(value) === value && BigInt(value) === BigInt(canonical);
  }
}

function hundredthsOf(value: string): bigint | undefined {
  const decimal = parseDecimal(value);
  return decimal === undefined || decimal.negative ? undefined : floorScaled(decimal, 2).whole;
}
