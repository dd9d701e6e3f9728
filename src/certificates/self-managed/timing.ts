/** How long certificates live. */
export interface Lifetimes {
  readonly authorityMillis: number;
  readonly leafMillis: number;
}

/** The paces that follow from the lifetimes, so that a test with lifetimes of seconds is the same thing, only faster. */
export interface Timing extends Lifetimes {
  /** How often Secret and registration are read. Every replica does, at moments of its own. */
  readonly pollMillis: number;
  /**
   * How long an authority has to have been registered before it signs what replaces a good certificate. Each API server
   * learns of a changed registration by a watch, and goes on with the old one until then.
   */
  readonly settleMillis: number;
  /** How long an expired authority is still kept: several API servers have several clocks. */
  readonly retireMillis: number;
  /**
   * How long a certificate that is not ours stays in `caBundle` after it was first seen there: until every leaf that an
   * authority signed before it got lost from the Secret has expired, with the polls until everybody knows.
   */
  readonly foreignMillis: number;
}

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
    foreignMillis: leafMillis + 4 * pollMillis,
  };
}
