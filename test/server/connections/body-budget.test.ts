import { describe, expect, test } from 'vitest';
import {
  BodyBudget,
  type BodyClaim,
  bodyBudgetBytes,
  bodyBudgetProblem,
} from '../../../src/server/connections/body-budget.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

/** 8 MiB for small bodies, of which 4 for unknown callers; 24 for large ones, of which 8. */
const BYTES = 32 * MEBIBYTE;

const API_SERVER = '10.0.0.1';

/** A budget with a clock, and bodies that are told by a letter. */
function budget() {
  let now = 0;
  const subject = new BodyBudget(BYTES, () => now);
  const givenUp: string[] = [];
  const claims = new Map<string, BodyClaim>();
  /** Whether the body of this name gets so much. */
  const take = (name: string, bytes: number, address: string, isKnown = false): boolean => {
    const claim = subject.open({ address, isKnown }, () => givenUp.push(name));
    claims.set(name, claim);
    return claim.growTo(bytes);
  };
  return {
    subject,
    givenUp,
    claims,
    take,
    pass: (millis: number) => {
      now += millis;
    },
  };
}

describe('the memory for bodies', () => {
  test('is given back, once', () => {
    const { subject, take, claims } = budget();
    take('a', 5 * MEBIBYTE, '10.0.0.2');
    take('b', MEBIBYTE, '10.0.0.2');
    expect(subject.used()).toBe(6 * MEBIBYTE);
    claims.get('a')?.release();
    claims.get('a')?.release();
    expect(subject.used()).toBe(MEBIBYTE);
  });

  test('is only partly for callers that are not known', () => {
    const { take, givenUp } = budget();
    expect(take('a', 7 * MEBIBYTE, '10.0.0.2')).toBe(true);
    expect(take('b', 2 * MEBIBYTE, '10.0.0.2')).toBe(false);
    expect(take('c', 7 * MEBIBYTE, API_SERVER, true)).toBe(true);
    expect(take('d', 7 * MEBIBYTE, API_SERVER, true)).toBe(true);
    expect(givenUp).toEqual([]);
  });

  test('is taken from an unknown caller for a known one at its address, which may be everybody’s', () => {
    const { take, givenUp } = budget();
    take('a', 7 * MEBIBYTE, '10.0.0.2');
    for (const name of ['b', 'c', 'd']) {
      expect(take(name, 7 * MEBIBYTE, '10.0.0.2', true)).toBe(true);
    }
    expect(givenUp).toEqual(['a']);
  });

  test('is not taken from an unknown caller of another address that holds less: it may be a new connection of the API server', () => {
    const { take, givenUp } = budget();
    take('large API server', 3 * MEBIBYTE, API_SERVER);
    for (const name of ['a', 'b', 'c']) {
      take(name, 7 * MEBIBYTE, '10.0.0.2', true);
    }
    expect(take('d', 7 * MEBIBYTE, '10.0.0.2', true)).toBe(false);
    expect(givenUp).toEqual([]);
  });

  test('is not taken from known callers for unknown ones, except for what these may have', () => {
    const { take, givenUp } = budget();
    take('a', 8 * MEBIBYTE, API_SERVER, true);
    take('b', 8 * MEBIBYTE, API_SERVER, true);
    expect(take('c', 7 * MEBIBYTE, '10.0.0.2')).toBe(true);
    expect(take('d', 2 * MEBIBYTE, '10.0.0.2')).toBe(false);
    expect(givenUp).toEqual([]);
  });

  test('is there for a new connection of the API server though others have filled it after a valid review', () => {
    const { take, givenUp } = budget();
    take('a', 7 * MEBIBYTE, '10.0.0.2', true);
    take('b', 7 * MEBIBYTE, '10.0.0.3', true);
    take('c', 8 * MEBIBYTE, '10.0.0.3', true);
    expect(take('large API server', 3 * MEBIBYTE, API_SERVER)).toBe(true);
    expect(givenUp).toEqual(['b']);
  });

  test('is taken from the address that holds more, so a new connection of the API server gets its own beside an attack', () => {
    const { take, givenUp } = budget();
    take('a', 5 * MEBIBYTE, '10.0.0.2');
    take('b', 3 * MEBIBYTE, '10.0.0.3');
    expect(take('c', 2 * MEBIBYTE, API_SERVER)).toBe(true);
    expect(givenUp).toEqual(['a']);
  });

  test('is there for a new connection of the API server beside a stranger that fills the unknown callers’ share, though it holds more altogether', () => {
    const { take, givenUp } = budget();
    take('known API server', 6 * MEBIBYTE, API_SERVER, true);
    take('a', 7 * MEBIBYTE, '10.0.0.2');
    expect(take('large API server', 3 * MEBIBYTE, API_SERVER)).toBe(true);
    expect(givenUp).toEqual(['a']);
  });

  test('is not taken from a younger body of the same address, and is from one that does not come to its end', () => {
    const { take, givenUp, pass } = budget();
    take('a', 7 * MEBIBYTE, API_SERVER);
    pass(999);
    expect(take('b', 7 * MEBIBYTE, API_SERVER)).toBe(false);
    pass(1);
    expect(take('c', 7 * MEBIBYTE, API_SERVER)).toBe(true);
    expect(givenUp).toEqual(['a']);
  });

  test('is taken from nobody where that would not be enough', () => {
    const { take, givenUp } = budget();
    take('a', 4 * MEBIBYTE, '10.0.0.2');
    take('b', 3 * MEBIBYTE, '10.0.0.3');
    expect(take('c', 7 * MEBIBYTE, '10.0.0.3')).toBe(false);
    expect(givenUp).toEqual([]);
  });

  test('has a part for small bodies, in which whoever is unfinished for longest makes room', () => {
    const { take, givenUp, pass } = budget();
    for (const name of ['a', 'b', 'c']) {
      take(name, 8 * MEBIBYTE, API_SERVER, true);
    }
    for (let index = 0; index < 64; index += 1) {
      take(`small ${index}`, 64 * KIBIBYTE, '10.0.0.2');
      pass(1);
    }
    expect(givenUp).toEqual([]);
    expect(take('small API server', 6 * KIBIBYTE, '10.0.0.2')).toBe(true);
    expect(givenUp).toEqual(['small 0']);
  });

  test('has a part for small bodies that unfinished ones of callers with a valid review do not keep from others', () => {
    const { take, givenUp } = budget();
    for (let index = 0; index < 128; index += 1) {
      take(`small ${index}`, 64 * KIBIBYTE, '10.0.0.2', true);
    }
    expect(take('small API server', 6 * KIBIBYTE, API_SERVER)).toBe(true);
    expect(givenUp).toEqual(['small 0']);
  });

  test('counts a body that grows out of the small ones among the large ones', () => {
    const { take, claims, subject } = budget();
    take('large', 7 * MEBIBYTE, '10.0.0.2');
    take('grows', 64 * KIBIBYTE, '10.0.0.3');
    expect(claims.get('grows')?.growTo(MEBIBYTE)).toBe(true);
    expect(claims.get('grows')?.growTo(2 * MEBIBYTE)).toBe(true);
    expect(subject.used()).toBe(2 * MEBIBYTE);
  });

  test('counts something for every request, however little it sends', () => {
    const { take, subject } = budget();
    take('empty', 0, '10.0.0.2');
    expect(subject.used()).toBe(4 * KIBIBYTE);
  });

  test('is given back as it was taken by a caller that becomes known meanwhile', () => {
    const { subject, take } = budget();
    const caller = { address: API_SERVER, isKnown: false };
    const claim = subject.open(caller, () => undefined);
    claim.growTo(7 * MEBIBYTE);
    caller.isKnown = true;
    claim.release();
    expect(take('after', 8 * MEBIBYTE, '10.0.0.2')).toBe(true);
    expect(take('too much', MEBIBYTE, '10.0.0.2')).toBe(false);
  });
});

test.each([
  { memory: 256 * MEBIBYTE, is: 32 },
  { memory: 64 * MEBIBYTE, is: 16 },
  { memory: 4096 * MEBIBYTE, is: 64 },
  // What Node.js says where there is no limit.
  { memory: 0, is: 64 },
  { memory: 2 ** 64, is: 64 },
])('of $memory bytes of memory $is MiB are for bodies', ({ memory, is }) => {
  expect(bodyBudgetBytes(undefined, memory)).toBe(is * MEBIBYTE);
});

test('the setting says how much, whatever the memory', () => {
  expect(bodyBudgetBytes(100, 256 * MEBIBYTE)).toBe(100 * MEBIBYTE);
});

test.each([
  { mebibytes: 39, memory: 256, left: 38 },
  { mebibytes: 17, memory: 128, left: 16 },
  { mebibytes: 4096, memory: 1024, left: 422 },
])('$mebibytes MiB for bodies are too many in a container of $memory, of which $left are left', (given) => {
  const { mebibytes, memory, left } = given;
  const problem = bodyBudgetProblem(mebibytes, memory * MEBIBYTE);
  expect(problem).toContain(`bodyMemoryMebibytes is ${mebibytes}, and the container's memory limit is ${memory} MiB`);
  expect(problem).toContain(`so ${left} are left; write no more, or raise the limit`);
  expect(bodyBudgetProblem(left, memory * MEBIBYTE)).toBeUndefined();
});

test.each([{ memory: 0 }, { memory: 2 ** 64 }])(
  'no setting is too large where memory has no limit: $memory',
  (given) => {
    expect(bodyBudgetProblem(4096, given.memory)).toBeUndefined();
  },
);

test('what is chosen without the setting is not too large', () => {
  expect(bodyBudgetProblem(undefined, 128 * MEBIBYTE)).toBeUndefined();
});
