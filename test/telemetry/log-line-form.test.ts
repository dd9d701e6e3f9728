import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLog } from '../../src/telemetry/log.ts';
import { logTime } from '../../src/telemetry/log-time.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const destinationOf = (lines: string[]) => ({ write: (line: string) => void lines.push(line) });

const FIELDS: readonly { what: string; fields: object }[] = [
  { what: 'none', fields: {} },
  { what: 'texts that JSON escapes', fields: { quote: '"', backslash: '\\', 'a key "too"': 'é€' } },
  { what: 'numbers', fields: { micros: 412, half: 0.5, nothing: Number.NaN, all: Number.POSITIVE_INFINITY } },
  { what: 'what is undefined', fields: { before: 1, missing: undefined, after: 2 } },
  { what: 'null and booleans', fields: { none: null, yes: true } },
  { what: 'lists and objects', fields: { warnings: ['rounded-down'], failure: { type: 'TypeError', frames: [] } } },
  { what: 'a time', fields: { certificateExpires: new Date(0) } },
];

test.each(FIELDS)('a line with $what reads as pino itself writes it', ({ fields }) => {
  const own: string[] = [];
  const pinos: string[] = [];
  const log = openLog('debug', { destination: destinationOf(own) });
  const plain = pino(
    {
      level: 'debug',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destinationOf(pinos),
  );
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    log[level](fields, 'a "message"');
    plain[level](fields, 'a "message"');
  }
  log.info(fields);
  plain.info(fields);
  log.info('alone');
  plain.info('alone');
  expect(own).toHaveLength(6);
  expect(own).toEqual(pinos);
});

test('what is logged stays as it was given, so that it can be logged again', () => {
  const lines: string[] = [];
  const fields = { kind: 'a', number: 1 };
  const log = openLog('debug', { destination: destinationOf(lines) });
  log.warn(fields, 'first');
  log.warn(fields, 'second');
  expect(fields).toEqual({ kind: 'a', number: 1 });
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['first', 'second']);
});

test('the time of a line is that of the clock, whichever way it goes', () => {
  const clock = fc.array(fc.integer({ min: 0, max: 4_102_444_800_000 }), { minLength: 1 });
  const steps = fc.array(fc.integer({ min: -1500, max: 1500 }), { minLength: 1 });
  fc.assert(
    fc.property(clock, steps, (starts, steps) => {
      let now = 0;
      const time = logTime(() => now);
      for (const start of starts) {
        now = start;
        for (const step of steps) {
          now = Math.max(0, now + step);
          expect(time()).toBe(`,"time":"${new Date(now).toISOString()}"`);
        }
      }
    }),
  );
});
