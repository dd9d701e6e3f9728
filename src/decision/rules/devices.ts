import { isExplainedByPodDefault } from '../known/pod-defaults.ts';
import type { PodContext } from '../pod-context.ts';
import type { Refusal } from '../refusal.ts';
import type { SourcedValue } from '../source.ts';
import { describeSource } from '../source.ts';
import { readPositiveInteger } from '../values/gpu-amount.ts';
import { GPU_FRACTION } from '../vocabulary.ts';

export type DevicesChoice =
  | { readonly ok: true; readonly count: string | undefined }
  | { readonly ok: false; readonly refusal: Refusal };

/** Several devices are only a way to have a share; where a PodDefault gave a companion some, nobody asked for them. */
export function chooseDevices(
  { workload, podDefaults }: PodContext,
  request: SourcedValue | undefined,
  hasShare: boolean,
): DevicesChoice {
  const isExplained =
    request !== undefined && workload.role === 'companion' && isExplainedByPodDefault(podDefaults, request);
  if (request === undefined || (!hasShare && isExplained)) {
    return { ok: true, count: undefined };
  }
  const { value, source } = request;
  const count = readPositiveInteger(value);
  const where = { code: 422, field: describeSource(source), value } as const;
  if (count === undefined) {
    const problem = 'which is no number of devices';
    return { ok: false, refusal: { ...where, reason: 'invalid-device-count', problem, remedy: 'write 1, 2, ...' } };
  }
  if (!hasShare) {
    const problem = 'but neither a GPU fraction nor GPU memory is asked for';
    const remedy = `add the annotation ${GPU_FRACTION}, or remove this one`;
    return { ok: false, refusal: { ...where, reason: 'devices-without-share', problem, remedy } };
  }
  return { ok: true, count };
}
