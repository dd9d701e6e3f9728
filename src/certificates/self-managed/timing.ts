import type { TrustTiming } from '../trust/timing.ts';

/** How long certificates live. */
export interface Lifetimes {
  readonly authorityMillis: number;
  readonly leafMillis: number;
}

/** The paces that follow from the lifetimes, so that a test with lifetimes of seconds is the same thing, only faster. */
export interface Timing extends Lifetimes, TrustTiming {}

const SECOND_MILLIS = 1000;
const MINUTE_MILLIS = 60 * SECOND_MILLIS;

/**
 * Where the Secret is lost as a leaf becomes due, its successor has to wait for two new authorities to be registered, noted
 * and settled: three polls and `settleMillis`, which have to fit into the third of its life that is left.
 */
export function timingOf({ authorityMillis, leafMillis }: Lifetimes): Timing {
  const pollMillis = Math.min(10 * SECOND_MILLIS, leafMillis / 40);
  return {
    authorityMillis,
    leafMillis,
    pollMillis,
    settleMillis: Math.min(MINUTE_MILLIS, leafMillis / 12),
    retireMillis: Math.min(10 * MINUTE_MILLIS, leafMillis / 4),
    // Until every leaf that an authority signed before it got lost from the Secret has expired, and everybody knows.
    foreignMillis: leafMillis + 4 * pollMillis,
  };
}
