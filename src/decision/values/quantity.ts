import { floorScaled, parseDecimal } from './decimal.ts';

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
export const parseQuantity = (text: string): bigint | undefined => parseScaled(text, 0);

/** The same in thousandths of a unit, the finest step that the API server keeps of most quantities. */
export const parseThousandths = (text: string): bigint | undefined => parseScaled(text, 3);

function parseScaled(text: string, power: number): bigint | undefined {
  const match = QUANTITY.exec(text);
  const number = parseDecimal(`${match?.[1] ?? ''}${match?.[2] ?? ''}`);
  const suffix = match?.[3] ?? '';
  if (number === undefined || (number.negative && number.digits !== 0n)) {
    return undefined;
  }
  const binary = BINARY_POWERS.get(suffix);
  if (binary !== undefined) {
    return floorScaled({ ...number, digits: number.digits * 1024n ** BigInt(binary) }, power).whole;
  }
  const decimal = DECIMAL_POWERS.get(suffix);
  return decimal === undefined ? undefined : floorScaled(number, decimal + power).whole;
}
