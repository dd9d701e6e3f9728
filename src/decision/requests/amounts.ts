import type { GpuHolder } from '../pod/gpu-limits.ts';
import type { PodContext } from '../pod-context.ts';
import { type AmountReading, readFraction, readMemory } from '../values/gpu-amount.ts';
import { NVIDIA_GPU } from '../vocabulary.ts';
import { findRequests, RANK, type RequestSources, type SourcedRequest } from './find-requests.ts';
import { isOwnRequest } from './own-requests.ts';
import { FRACTION, MEMORY } from './spellings.ts';

/** An amount of GPU that somebody asked for, as typed and as it is understood. */
export type AmountRequest = SourcedRequest & {
  readonly of: 'fraction' | 'memory';
  /** Whether the pod's own author asks, and not a PodDefault that reaches whatever its selector matches. */
  readonly isOwn: boolean;
} & (
    | { readonly value: string; readonly reading: AmountReading }
    // Admission cannot read it.
    | { readonly value: undefined }
  );

/**
 * All amounts, the winner first. Within one rank fractions stand before memory, and a fractional limit right after the
 * variable of its container.
 */
export function findAmounts(
  sources: RequestSources,
  context: PodContext,
  maxWholeGpus: number,
): readonly AmountRequest[] {
  const amounts: AmountRequest[] = [];
  for (const request of findRequests(FRACTION, sources)) {
    amounts.push(understood(request, 'fraction', context, maxWholeGpus));
  }
  for (const holder of context.gpuLimits.fractionalHolders) {
    amounts.push(fractionalLimit(holder, sources.workContainer, maxWholeGpus));
  }
  for (const request of findRequests(MEMORY, sources)) {
    amounts.push(understood(request, 'memory', context, maxWholeGpus));
  }
  // Sorting keeps the order of equal ranks.
  return amounts.length > 1 ? amounts.sort((a, b) => a.rank - b.rank) : amounts;
}

function understood(
  request: SourcedRequest,
  of: AmountRequest['of'],
  context: PodContext,
  maxWholeGpus: number,
): AmountRequest {
  const { value, source, rank } = request;
  const isOwn = isOwnRequest(request, context);
  if (value === undefined) {
    return { of, source, rank, isOwn, value };
  }
  const reading = of === 'fraction' ? readFraction(value, maxWholeGpus) : readMemory(value);
  return { of, source, rank, isOwn, value, reading };
}

/** A person wrote the limit for this very container: PodDefaults set none. */
function fractionalLimit(
  { container, limit, thousandths }: GpuHolder,
  workContainer: string,
  maxWholeGpus: number,
): AmountRequest {
  return {
    of: 'fraction',
    value: limit,
    reading: readFraction(String(thousandths / 1000), maxWholeGpus),
    rank: container === workContainer ? RANK.workEnv : RANK.otherEnv,
    source: { kind: 'limit', resource: NVIDIA_GPU, container },
    isOwn: true,
  };
}
