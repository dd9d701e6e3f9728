import { describe, expect, it } from 'vitest';
import { type Circumstances, pageAgain, reliabilityPage } from '../cluster/node/disturbances/page.ts';
import type { Outcome } from '../cluster/node/disturbances/stage.ts';

const HERE: Circumstances = { kubernetes: 'v1.35.4', day: '2026-11-26', perSecond: 100 };

function outcome(title: string, unpatched: number): Outcome {
  const counts = {
    patched: 10,
    unpatched,
    failed: {},
    failedOpen: unpatched,
    failedOpenBecause: [],
    latencies: [1, 2],
  };
  return {
    disturbance: { name: title, title, disturb: () => Promise.resolve('') },
    before: counts,
    during: counts,
    seen: 'once',
    problems: [],
  };
}

const page = reliabilityPage([outcome('a replica ends', 3), outcome('a log is not read', 0)], HERE);

describe('the page on disturbances, of which some were measured again,', () => {
  it('has their new rows, and the others as they were', () => {
    expect(pageAgain(page, [outcome('a replica ends', 1)], HERE)).toBe(
      reliabilityPage([outcome('a replica ends', 1), outcome('a log is not read', 0)], HERE),
    );
  });

  it.each([
    ['another day', { ...HERE, day: '2026-11-27' }],
    ['another Kubernetes', { ...HERE, kubernetes: 'v1.36.0' }],
  ])('is left as it is where the others are of %s', (_, there) => {
    expect(pageAgain(page, [outcome('a replica ends', 1)], there)).toBeUndefined();
  });

  it('is left as it is where it has no such row', () => {
    expect(pageAgain(page, [outcome('something new', 1)], HERE)).toBeUndefined();
  });
});
