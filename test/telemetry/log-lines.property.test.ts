import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeObject, ownFault } from '../../src/admission/verdict.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { DecisionRecorder } from '../../src/telemetry/decision-record.ts';
import { type Log, openLog } from '../../src/telemetry/log.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { MAX_LINE_BYTES } from '../../src/telemetry/printable.ts';
import { optedIn } from '../server/surroundings.ts';

const settings = loadSettings(undefined).decision;
const metrics = new Metrics('1.2.3');

/** Characters that a terminal obeys, that JSON writes longer than they are, or that take many bytes. */
const UNPLEASANT = [
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\u001b',
  '\u009b',
  '\u2028',
  '\ud800',
  '"',
  '\\',
  '€',
  '🚀',
  '\u0000',
];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...UNPLEASANT, 'a'), maxLength: 20 }),
  fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...UNPLEASANT, 'a'), minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 40_000 }),
    )
    .map(([part, times]) => part.repeat(times)),
);

/** What a request may carry: the API server checks names only after the webhooks have been asked. */
const review = fc.record({
  uid: text,
  name: fc.oneof(fc.constant(''), text),
  namespace: fc.oneof(fc.constant('team-a'), text),
  object: fc.record({
    metadata: fc.record(
      {
        name: text,
        generateName: text,
        labels: fc.dictionary(text, fc.oneof(text, fc.integer()), { maxKeys: 2 }),
        annotations: fc.record({ 'gpu-fraction': text, RUNAI_PROJECT: text }),
      },
      { requiredKeys: [] },
    ),
    spec: fc.record({ schedulerName: text, containers: fc.array(fc.record({ name: text }), { maxLength: 2 }) }),
  }),
});

type Review = typeof review extends fc.Arbitrary<infer Value> ? Value : never;

/** A log whose lines can be looked at. */
function openLogOf(lines: string[]): Log {
  return openLog('debug', { destination: { write: (line) => void lines.push(line) } });
}

function lineFor(request: Review, fault?: unknown): string {
  const lines: string[] = [];
  const log = openLogOf(lines);
  const verdict =
    fault === undefined
      ? judgeObject(request.object, request.namespace, optedIn, settings)
      : ownFault('internal-error', fault);
  new DecisionRecorder({ log, metrics }).record({ ...request, createsPod: true }, verdict, 1, 'enforce');
  return lines.join('');
}

function expectGoodLine(line: string): void {
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_LINE_BYTES);
  expect(line.endsWith('\n')).toBe(true);
  expect(line.slice(0, -1)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  expect(() => JSON.parse(line)).not.toThrow();
}

test('whatever a review carries, its log line is short, and holds nothing that a terminal obeys', () => {
  fc.assert(fc.property(review, (request) => expectGoodLine(lineFor(request))));
});

test('so is the line about a fault, whatever the error says', () => {
  fc.assert(
    fc.property(review, text, text, (request, message, laterMessage) => {
      const error = new TypeError(`${message}\n    at x:${'1'.repeat(message.length)}:1`);
      error.message = laterMessage;
      expectGoodLine(lineFor(request, error));
    }),
  );
});

test('a text of any line is made printable: what was replaced shows, and the rest stays', () => {
  const lines: string[] = [];
  const log = openLogOf(lines);
  log.info({ problem: 'folder /tls\u202e/tset: gone', deep: { list: ['ok', 'a\u200bb'] } }, 'certificate rejected');
  expect(JSON.parse(lines.join(''))).toMatchObject({
    problem: 'folder /tls\ufffd/tset: gone',
    deep: { list: ['ok', 'a\ufffdb'] },
    msg: 'certificate rejected',
  });
});
