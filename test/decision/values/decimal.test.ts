import { describe, expect, it } from 'vitest';
import { floorScaled, parseDecimal } from '../../../src/decision/values/decimal.ts';

describe('an exact decimal', () => {
  it.each([
    ['57', 0, 57n, true],
    ['0.57', 2, 57n, true],
    ['0.579', 2, 57n, false],
    ['1e3', 0, 1000n, true],
    ['1e-3', 2, 0n, false],
    ['0', 5, 0n, true],
    ['0e-999999999', 0, 0n, true],
    ['9'.repeat(64), -64, 0n, false],
    ['1e-999999999', 0, 0n, false],
  ])('%s times ten to the power of %i is %s, exactly: %j', (text, power, whole, exact) => {
    const decimal = parseDecimal(text);
    expect(decimal && floorScaled(decimal, power)).toEqual({ whole, exact });
  });

  it('cuts powers off that no amount reaches, before they cost memory', () => {
    const huge = parseDecimal('1e999999999');
    expect(huge && floorScaled(huge, 2).whole).toBe(10n ** 60n);
  });

  it.each(['', '.', '+', 'e5', '1e', '0x1', 'NaN', '1,5', ' 1', '1 ', `${'1'.repeat(65)}`])(
    'is not read from %j',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  it('keeps its sign', () => {
    expect([parseDecimal('-1')?.negative, parseDecimal('+1')?.negative]).toEqual([true, false]);
  });
});
