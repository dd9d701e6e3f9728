import type { GpuHolder } from '../pod/gpu-limits.ts';
import { type AmountReading, readFraction, readMemory } from '../values/gpu-amount.ts';
import { NVIDIA_GPU } from '../vocabulary.ts';
import { findRequests, RANK, type RequestSources, type SourcedRequest } from './find-requests.ts';
import { FRACTION, MEMORY } from './spellings.ts';

/** An amount of GPU that somebody asked for, still as typed. */
export interface AmountRequest extends SourcedRequest {
  readonly of: 'fraction' | 'memory';
  /** Of a fractional limit: the same as a decimal, since a quantity may be written `500m`. */
  readonly decimal?: string;
}

/**
 * All amounts, the winner first. Within one rank fractions stand before memory, and a fractional limit right after the
 * variable of its container.
 */
export function findAmounts(
  sources: RequestSources,
  fractionalHolders: readonly GpuHolder[],
): readonly AmountRequest[] {
  const fractions: readonly AmountRequest[] = [
    ...findRequests(FRACTION, sources).map((request) => ({ ...request, of: 'fraction' as const })),
    ...fractionalHolders.map((holder) => fractionalLimit(holder, sources.workContainer)),
  ];
  const memory = findRequests(MEMORY, sources).map((request) => ({ ...request, of: 'memory' as const }));
  // Sorting keeps the order of equal ranks.
  return [...fractions, ...memory].sort((a, b) => a.rank - b.rank);
}

function fractionalLimit({ container, limit, thousandths }: GpuHolder, workContainer: string): AmountRequest {
  return {
    of: 'fraction',
    value: limit,
    decimal: String(thousandths / 1000),
    rank: container === workContainer ? RANK.workEnv : RANK.otherEnv,
    source: { kind: 'limit', resource: NVIDIA_GPU, container },
  };
}

/** What an amount means. */
export function readAmount(
  { of, value, decimal }: AmountRequest & { readonly value: string },
  maxWholeGpus: number,
): AmountReading {
  return of === 'memory' ? readMemory(value) : readFraction(decimal ?? value, maxWholeGpus);
}
