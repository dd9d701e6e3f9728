import { expect, it } from 'vitest';
import { Backoff, spread } from '../../src/cluster/backoff.ts';

it('pauses twice as long after each failure, up to a limit, and begins anew after a success', () => {
  const backoff = new Backoff(100, 1000, () => 1);
  expect([1, 2, 3, 4, 5, 6].map(() => backoff.next())).toEqual([100, 200, 400, 800, 1000, 1000]);
  backoff.reset();
  expect(backoff.next()).toBe(100);
});

it('stays at its limit however long it fails', () => {
  const backoff = new Backoff(800, 30_000, () => 1);
  expect(Array.from({ length: 5000 }, () => backoff.next()).at(-1)).toBe(30_000);
});

it('lets chance choose between a half and the whole, so that replicas do not come back all at once', () => {
  expect(new Backoff(100, 1000, () => 0).next()).toBe(50);
  expect([spread(100, () => 0), spread(100, () => 1)]).toEqual([100, 120]);
});
