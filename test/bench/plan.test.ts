import { describe, expect, it } from 'vitest';
import { PARTS, readPlan } from '../../bench/plan.ts';
import { SERVER_IDS } from '../../bench/servers/server.ts';
import { roundPlan } from '../../bench/side-by-side/round-plan.ts';

describe('the plan of a bench', () => {
  it('is everything, in ten rounds, and writes the page', () => {
    const plan = readPlan([]);
    expect([...plan.parts]).toEqual([...PARTS]);
    expect(plan).toMatchObject({ servers: SERVER_IDS, rounds: 10, isQuick: false, writes: true });
  });

  it.each([[['--quick']], [['--only=sizes']], [['--servers=ours']]])(
    'writes nothing with %j, unless told so',
    (args) => {
      expect(readPlan(args).writes).toBe(false);
      expect(readPlan([...args, '--write']).writes).toBe(true);
    },
  );

  it('takes chosen parts and servers in the order of the page', () => {
    const plan = readPlan(['--only=fixed-rates,closed-loop', '--servers=ours,floor', '--rounds=3']);
    expect([...plan.parts]).toEqual(['closed-loop', 'fixed-rates']);
    expect(plan).toMatchObject({ servers: ['floor', 'ours'], rounds: 3 });
  });

  it.each([
    ['--only=closedloop', 'ONLY=closedloop: closedloop is none of closed-loop, '],
    ['--servers=floor,nginx', 'SERVERS=floor,nginx: nginx is none of floor, '],
    ['--rounds=0', 'ROUNDS=0: write a whole number of at least 1'],
    ['--rounds=many', 'ROUNDS=many: '],
  ])('refuses %s with a sentence', (arg, message) => {
    expect(() => readPlan([arg])).toThrow(message);
  });
});

describe('a round', () => {
  const loads = (...args: readonly string[]) => roundPlan(readPlan(args)).loads.map(({ load }) => load);

  it('goes through the rates, and then the closed loop, which leaves the most behind', () => {
    expect(loads()).toEqual([50, 200, 1000, 'closed loop']);
  });

  it('leaves out what was not asked for', () => {
    expect(loads('--only=closed-loop')).toEqual(['closed loop']);
    expect(loads('--only=fixed-rates')).toEqual([50, 200, 1000]);
  });
});
