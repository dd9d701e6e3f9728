import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArrivalClock } from '../../../src/server/admission/arrival-clock.ts';
import { admissionQueryReader, parseGoDuration } from '../../../src/server/admission/deadline.ts';
import { timeGrowth } from '../../support/time-growth.ts';

test.each([
  ['3s', 3000],
  ['1.5s', 1500],
  ['.5s', 500],
  ['1m30s', 90_000],
  ['1h', 3_600_000],
  ['250ms', 250],
  ['500us', 0.5],
  ['500µs', 0.5],
  ['1000000ns', 1],
  ['0s', 0],
])('%s is a duration of Go', (text, millis) => {
  expect(parseGoDuration(text)).toBeCloseTo(millis, 9);
});

test.each(['', '3', 's', '3 s', '-3s', '3s!', 'x3s', '3d', '1.2.3s', '3sx'])('"%s" is no duration', (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});

test('the time for a duration grows no faster than its length, whatever it is made of', () => {
  const fragment = fc.string({ unit: fc.constantFrom(...'017.nuµmsh '), minLength: 1, maxLength: 6 });
  const ending = fc.constantFrom('', 's', 'ms', '.', 'x');
  fc.assert(
    fc.property(fragment, ending, (repeated, end) => {
      const make = (size: number) => `${repeated.repeat(Math.ceil(size / repeated.length))}${end}`;
      // 16 times the text: 16 times the time, or 256 times where every split of it is tried.
      expect(timeGrowth(4_000, 64_000, make, parseGoDuration)).toBeLessThan(100);
    }),
    {
      numRuns: 30,
      examples: [
        ['1', ''],
        ['.1', ''],
        ['1', '.'],
      ],
    },
  );
});

test('a query longer than the API server would send is not read, and does not push out the one that is remembered', () => {
  const read = admissionQueryReader();
  const remembered = read('timeout=3s');
  expect(remembered).toEqual({ timeoutMillis: 3000 });
  expect(read(`timeout=3s&rest=${'1'.repeat(15_500)}`)).toEqual({});
  expect(read('timeout=3s')).toBe(remembered);
});

test('requests that were handed over together arrived together, whenever the program gets to them', async () => {
  let now = 100;
  const clock = new ArrivalClock(() => now);
  expect(clock.arrived()).toBe(100);
  now = 2100;
  expect(clock.arrived()).toBe(100);
  // The first of them still ends the turn that is under way.
  await nextTurn();
  await nextTurn();
  expect(clock.arrived()).toBe(2100);
});
