/** Below this the clock and the machine's other work say more than the code. */
const NOISE_MILLIS = 0.5;

/**
 * How many times as long the work takes on a large input as on a small one. Of several runs the fastest counts, and
 * tiny times count as equal, so that a busy machine does not look like slow code.
 */
export function timeGrowth<Input>(
  small: number,
  large: number,
  make: (size: number) => Input,
  work: (input: Input) => unknown,
): number {
  return fastest(make(large), work) / fastest(make(small), work);
}

/** The lowest of a few measurements, of which the first that is low enough is the last: noise only makes code look slower. */
export function lowestGrowth(measure: () => number, allowed: number): number {
  let lowest = measure();
  for (let again = 0; again < 3 && lowest >= allowed; again += 1) {
    lowest = Math.min(lowest, measure());
  }
  return lowest;
}

function fastest<Input>(input: Input, work: (input: Input) => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run += 1) {
    const begun = performance.now();
    work(input);
    best = Math.min(best, performance.now() - begun);
  }
  return Math.max(best, NOISE_MILLIS);
}
