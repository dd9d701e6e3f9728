import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Incident, Simulation } from './simulation.ts';

/** Short, so that minutes see several rotations of everything; an authority lives as short as the settings allow. */
const LIFETIMES = { authorityMillis: 240_000, leafMillis: 60_000 };
const MINUTE = 60_000;

const damage: fc.Arbitrary<Incident['what']> = fc.constantFrom(
  'secret-deleted',
  'secret-emptied',
  'secret-ruined',
  'bundle-emptied',
  'bundle-ruined',
);

const disturbance = fc.record({
  atMillis: fc.integer({ min: 1000, max: 5 * MINUTE }),
  incident: fc.record({ what: fc.constantFrom('restart' as const, 'outage' as const), replica: fc.nat(2) }),
});

test('what a ready replica serves is accepted by every API server, also by one that is behind, whatever happens', async () => {
  const leaves: number[] = [];
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.array(damage, { minLength: 1, maxLength: 3 }),
      fc.array(disturbance, { maxLength: 4 }),
      async (seed, damages, disturbances) => {
        const simulation = new Simulation(LIFETIMES, seed);
        simulation.start(3);
        // One at a time: an authority that is taken out of Secret and registration at once cannot be served with.
        for (const [index, what] of damages.entries()) {
          simulation.plan((index + 1) * 1.2 * MINUTE, { what } as Incident);
        }
        for (const { atMillis, incident } of disturbances) {
          simulation.plan(atMillis, incident);
        }
        await simulation.pass(6 * MINUTE);
        expect(simulation.violations).toEqual([]);
        expect(simulation.readyTimes).toBeGreaterThan(0);
        leaves.push(simulation.serials.size);
      },
    ),
    { numRuns: 8 },
  );
  expect(Math.min(...leaves)).toBeGreaterThan(15);
}, 180_000);
