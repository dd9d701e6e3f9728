import { describe, expect, it } from 'vitest';
import { PARTS, readPlan } from '../../bench/plan.ts';
import { SERVER_IDS, type ServerId } from '../../bench/servers/server.ts';
import { roundPlan } from '../../bench/side-by-side/round-plan.ts';

describe('the plan of a bench', () => {
  it('is everything but the soak, in ten rounds, and writes the page', () => {
    const plan = readPlan([]);
    expect([...plan.parts]).toEqual(PARTS.filter((part) => part !== 'soak'));
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
  const loadsOf = (server: ServerId, round: number, ...args: readonly string[]) =>
    roundPlan(readPlan(args))
      .loadsOf(server, round)
      .map(({ load }) => load);

  it('goes through the rates, and then the closed loop, which leaves the most behind', () => {
    expect(loadsOf('ours', 1)).toEqual([50, 200, 1000, 'closed loop']);
  });

  it('leaves out what was not asked for', () => {
    expect(loadsOf('ours', 1, '--only=closed-loop')).toEqual(['closed loop']);
    expect(loadsOf('ours', 1, '--only=fixed-rates')).toEqual([50, 200, 1000]);
    expect(loadsOf('ours', 1, '--servers=floor')).toEqual([]);
  });

  it('has the peers take part now and then, or each time where servers were chosen', () => {
    const rounds = (...args: readonly string[]) =>
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((round) => loadsOf('pepr', round, ...args).length > 0);
    expect(rounds()).toEqual([0, 4, 8]);
    expect(rounds('--servers=pepr')).toHaveLength(10);
  });
});
