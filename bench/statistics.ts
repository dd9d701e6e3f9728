/** The middle of some rounds, and where the true middle lies, with a confidence of at least 95 % where there are six or more. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return sorted.length % 2 === 1 ? at(upper) : (at(upper - 1) + at(upper)) / 2;
}

/**
 * The median with its interval between two of the values themselves. That assumes nothing of how they are distributed,
 * and times of rounds are distributed badly: most alike, and some far above.
 */
export function estimate(values: readonly number[]): Estimate {
  const sorted = values.toSorted((a, b) => a - b);
  const skip = outside(sorted.length);
  return {
    median: median(sorted),
    low: sorted[skip] ?? Number.NaN,
    high: sorted[sorted.length - 1 - skip] ?? Number.NaN,
  };
}

/** How many values may be left out at each end, so that the rest holds the true median in at least 95 of 100 cases. */
function outside(count: number): number {
  let probability = 0.5 ** count;
  let sum = probability;
  let skip = 0;
  // The true median lies below the k-th value as often as a fair coin shows fewer than k heads.
  while (sum <= 0.025) {
    skip += 1;
    probability *= (count - skip + 1) / skip;
    sum += probability;
  }
  return Math.max(0, skip - 1);
}
