import { describe, expect, it } from 'vitest';
import { readGangOwner } from '../../../src/decision/requests/gang-owner.ts';
import { WORKLOAD_NAMES } from '../../../src/decision/workloads/workload.ts';
import type { PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';
import { together, WORKLOAD_SIGNS } from '../../support/workload-signs.ts';
import { settings } from '../../support/world.ts';

/** The one set whose leader has a template of its own. */
const LED = readGangOwner(
  { kind: 'LeaderWorkerSet', name: 'led', labels: {}, annotations: {}, templates: [], hasLeaderTemplate: true },
  settings(),
);

const nameOf = (parts: PodParts): string | undefined =>
  /^[a-z-]+: ([a-z0-9-]+)/.exec(recognised(parts, ({ name }) => (name === 'led' ? LED : undefined)))?.[1];

describe('the table of workloads', () => {
  it('has a row for every name', () => {
    expect(WORKLOAD_SIGNS.map(([name]) => name).toSorted()).toEqual(WORKLOAD_NAMES.toSorted());
  });

  it.each(WORKLOAD_SIGNS)('knows %s', (name, parts) => {
    expect(nameOf(parts)).toBe(name);
  });

  const PAIRS = WORKLOAD_SIGNS.flatMap(([upper, sign], index) =>
    WORKLOAD_SIGNS.slice(index + 1)
      .filter(([lower]) => together(upper, lower))
      .map(([lower, below]) => [upper, lower, sign, below] as const),
  );

  it.each(PAIRS)('takes a pod for %s that could also be %s', (upper, _lower, sign, below) => {
    const labels = { ...below.labels, ...sign.labels };
    expect(nameOf({ ...below, ...sign, labels, annotations: { ...below.annotations, ...sign.annotations } })).toBe(
      upper,
    );
  });
});
