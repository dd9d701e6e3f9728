import { describe, expect, it } from 'vitest';
import { parseQuantity, parseThousandths } from '../../../src/decision/values/quantity.ts';

describe('a Kubernetes quantity in thousandths', () => {
  it.each<[string, bigint | undefined]>([
    ['1', 1000n],
    ['500m', 500n],
    ['0.5005', 501n],
    ['500u', 1n],
    ['1000100u', 1001n],
    ['1n', 1n],
    ['0', 0n],
    ['1Ki', 1_024_000n],
    ['-1', undefined],
    ['abc', undefined],
  ])('%s is %s, rounded up', (text, thousandths) => {
    expect(parseThousandths(text)).toBe(thousandths);
  });
});

describe('a Kubernetes quantity', () => {
  it.each<[string, bigint]>([
    ['0', 0n],
    ['1', 1n],
    ['+1', 1n],
    ['-0', 0n],
    ['1.9', 1n],
    ['1000m', 1n],
    ['1999m', 1n],
    ['999m', 0n],
    ['5u', 0n],
    ['5n', 0n],
    ['1k', 1000n],
    ['1M', 10n ** 6n],
    ['1G', 10n ** 9n],
    ['1T', 10n ** 12n],
    ['1P', 10n ** 15n],
    ['1E', 10n ** 18n],
    ['1e3', 1000n],
    ['1E3', 1000n],
    ['15e-1', 1n],
    ['1Ki', 1024n],
    ['1Mi', 1024n ** 2n],
    ['1.5Gi', 1536n * 1024n ** 2n],
    ['1Ti', 1024n ** 4n],
    ['1Pi', 1024n ** 5n],
    ['1Ei', 1024n ** 6n],
  ])('%s is %s', (text, units) => {
    expect(parseQuantity(text)).toBe(units);
  });

  it.each([
    '',
    '-1',
    '-5Gi',
    'abc',
    'Gi',
    '1.2.3',
    '1Xi',
    '1K',
    '1g',
    '1kb',
    '1 Gi',
    '0x1',
    '1e10Ki',
    '1e3k',
    '1E3Mi',
    '1e',
    'e3',
    'NaN',
    '１',
  ])('%j is none', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });
});
