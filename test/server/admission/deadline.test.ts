import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ArrivalClock } from '../../../src/server/admission/arrival-clock.ts';
import { parseGoDuration } from '../../../src/server/admission/deadline.ts';

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

test('requests that were handed over together arrived together, whenever the program gets to them', async () => {
  let now = 100;
  const clock = new ArrivalClock(() => now);
  expect(clock.arrived()).toBe(100);
  now = 2100;
  expect(clock.arrived()).toBe(100);
  await nextTurn();
  expect(clock.arrived()).toBe(2100);
});
