import { floorScaled, parseDecimal, type Scaled } from './decimal.ts';

/** Suffixes of a Kubernetes quantity: the decimal ones as powers of ten, the binary ones as powers of 1024. */
const DECIMAL_POWERS: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const BINARY_POWERS: ReadonlyMap<string, number> = new Map([
  ['Ki', 1],
  ['Mi', 2],
  ['Gi', 3],
  ['Ti', 4],
  ['Pi', 5],
  ['Ei', 6],
]);

/** Kubernetes' grammar: a number with an exponent or with a suffix, never with both. */
const QUANTITY = /^([+-]?[\d.]+)(?:([eE][+-]?\d+)|([a-zA-Z]{0,2}))$/;

/** A Kubernetes quantity (`16Gi`, `8G`, `1000m`) in whole units, rounded down; negative or no quantity is `undefined`. */
export const parseQuantity = (text: string): bigint | undefined => parseScaled(text, 0)?.whole;

/** The same in thousandths of a unit, rounded up, as the API server looks whether an amount is whole (`MilliValue`). */
export function parseThousandths(text: string): bigint | undefined {
  const scaled = parseScaled(text, 3);
  return scaled && (scaled.exact ? scaled.whole : scaled.whole + 1n);
}

function parseScaled(text: string, power: number): Scaled | undefined {
  const match = QUANTITY.exec(text);
  const number = parseDecimal(`${match?.[1] ?? ''}${match?.[2] ?? ''}`);
  const suffix = match?.[3] ?? '';
  if (number === undefined || (number.negative && number.digits !== 0n)) {
    return undefined;
  }
  const binary = BINARY_POWERS.get(suffix);
  if (binary !== undefined) {
    return floorScaled({ ...number, digits: number.digits * 1024n ** BigInt(binary) }, power);
  }
  const decimal = DECIMAL_POWERS.get(suffix);
  return decimal === undefined ? undefined : floorScaled(number, decimal + power);
}
