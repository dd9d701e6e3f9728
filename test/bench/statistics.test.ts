import { describe, expect, it } from 'vitest';
import { estimate, median } from '../../bench/statistics.ts';

describe('the median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('the interval of a median', () => {
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  it.each([
    // A fair coin shows no head in ten throws once in 1024, and at most one head 11 times in 1024.
    [10, 2, 9],
    [6, 1, 6],
    [20, 6, 15],
    // Too few for 95 %: all that is known is between the least and the largest.
    [3, 1, 3],
    [1, 1, 1],
  ])('of %d rounds reaches from value %d to value %d', (count, low, high) => {
    expect(estimate(upTo(count))).toMatchObject({ low, high });
  });

  it('does not depend on the order of the rounds', () => {
    expect(estimate([3, 9, 1, 7, 5, 2, 8, 6, 4, 10])).toEqual(estimate(upTo(10)));
  });

  it('is not moved by one round that was disturbed', () => {
    expect(estimate([1, 1, 1, 1, 1, 1, 1, 1, 1, 500])).toEqual({ median: 1, low: 1, high: 1 });
  });

  it('holds the true median in at least 95 of 100 cases', () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    let held = 0;
    for (let trial = 0; trial < 2000; trial += 1) {
      // Skewed, as times are; the true median is ln 2.
      const { low, high } = estimate(Array.from({ length: 10 }, () => -Math.log(1 - random())));
      held += low <= Math.LN2 && Math.LN2 <= high ? 1 : 0;
    }
    expect(held).toBeGreaterThan(1900);
  });
});
