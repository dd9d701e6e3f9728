import { expect } from 'vitest';

/** How much more there is the second time. */
const FACTOR = 16;

/** Below that a measurement says more about the machine than about the code. */
const FLOOR_MILLIS = 2;

/**
 * Expects that time grows no faster than the input. A step for every pair of parts would take 256 times as long for 16
 * times as much; what grows with the input stays far below that on any machine, however busy.
 */
export function expectLinear<T>(size: number, make: (size: number) => T, work: (input: T) => unknown): void {
  const [small, large] = [make(size), make(size * FACTOR)];
  const once = fastest(() => work(small));
  const often = fastest(() => work(large));
  expect(often / Math.max(once, FLOOR_MILLIS)).toBeLessThan((FACTOR * FACTOR) / 2);
}

function fastest(run: () => unknown): number {
  const times = [0, 1, 2].map(() => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}
