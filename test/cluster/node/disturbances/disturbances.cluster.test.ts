import { expect, it } from 'vitest';
import { describeOnNode } from '../suite.ts';
import { openStage, type Stage } from './stage.ts';
import { DISTURBANCES } from './table.ts';

/** Short: `make disturb` has each of them at its full length. */
const LENGTHS = { perSecond: 100, beforeMillis: 0, disturbedMillis: 8000 };

/** For the same reason; rolling updates with what the chart has by default are tested in ../chart. */
const HURRY = { lameDuckSeconds: 5 };

let stage: Stage | undefined;

describeOnNode(
  'pods are created, and nothing is lost that need not be,',
  {
    groups: ['helm4', 'argo'],
    ownImage: true,
    start: async (running) => {
      stage = await openStage(running, HURRY);
    },
  },
  () => {
    it.each(DISTURBANCES)(
      'while $title',
      async (disturbance) => {
        const outcome = await stage?.run(disturbance, LENGTHS);
        expect(outcome?.problems).toEqual([]);
        expect(outcome?.during.patched).toBeGreaterThan(300);
      },
      180_000,
    );
  },
);
