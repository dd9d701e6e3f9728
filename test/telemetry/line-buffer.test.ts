import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineBuffer } from '../../src/telemetry/line-buffer.ts';

const KIB = 1024;
/** What a pipe takes as a whole. */
const PIPE_BUF = 4 * KIB;

const line = fc
  .tuple(fc.constantFrom('a', 'é', '€', '🚀'), fc.integer({ min: 0, max: 2000 }))
  .map(([unit, times]) => `${unit.repeat(times)}\n`);

/** What is done: a line comes in, or so much (a part of 100) of the next piece goes out. */
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: line }, fc.integer({ min: 1, max: 100 })), {
  maxLength: 200,
  size: 'max',
});

test('what goes in comes out in this order, whatever is taken at once, less the lines that did not fit', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 3 }), (steps, chunks) => {
      const buffer = new LineBuffer(chunks * 64 * KIB);
      const kept: string[] = [];
      const taken: Buffer[] = [];
      const take = (percent: number): void => {
        const piece = buffer.piece();
        const bytes = Math.ceil((piece.length * percent) / 100);
        taken.push(Buffer.from(piece.subarray(0, bytes)));
        buffer.take(bytes);
      };
      for (const step of steps) {
        if (typeof step === 'number') {
          take(step);
        } else if (buffer.append(step)) {
          kept.push(step);
        }
        expect(buffer.bytes).toBeLessThanOrEqual(chunks * 64 * KIB);
      }
      while (buffer.bytes > 0) {
        take(100);
      }
      expect(Buffer.concat(taken).toString()).toBe(kept.join(''));
    }),
  );
});

test('a piece is whole lines that a pipe does not tear, or one line that is longer', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), (lines) => {
      const buffer = new LineBuffer(KIB * KIB);
      for (const each of lines) {
        expect(buffer.append(each)).toBe(true);
      }
      while (buffer.bytes > 0) {
        const piece = Buffer.from(buffer.piece()).toString();
        expect(piece.endsWith('\n')).toBe(true);
        if (Buffer.byteLength(piece) > PIPE_BUF) {
          expect(piece.split('\n')).toHaveLength(2);
        }
        buffer.take(Buffer.byteLength(piece));
      }
    }),
  );
});

test('it is full at its limit, and takes lines again once something was taken out', () => {
  const buffer = new LineBuffer(128 * KIB);
  const short = `${'x'.repeat(99)}\n`;
  let kept = 0;
  while (buffer.append(short)) {
    kept += 1;
  }
  expect(kept * 100).toBeGreaterThan(127 * KIB);
  expect(kept * 100).toBeLessThanOrEqual(128 * KIB);
  while (!buffer.append(short)) {
    buffer.take(buffer.piece().length);
  }
  expect(buffer.bytes).toBeLessThanOrEqual(128 * KIB);
});

test('a line that is longer than it takes at all is refused, also where nothing waits', () => {
  const buffer = new LineBuffer(128 * KIB);
  expect(buffer.append(`${'x'.repeat(70 * KIB)}\n`)).toBe(false);
  expect(buffer.piece()).toHaveLength(0);
});
