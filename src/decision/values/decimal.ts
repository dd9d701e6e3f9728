/** An exact decimal: `digits` times ten to the power of `exponent`. Floats would turn 57 % into 0.5699999999999999. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: bigint;
  readonly exponent: number;
}

/** Longer than any amount that a person means, short enough that arithmetic on it costs nothing. */
const MAX_LENGTH = 64;
/** Powers of ten beyond this are out of reach of every amount; they are cut off before they cost memory. */
const MAX_POWER = 60;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/** Reads plain or scientific notation (`0.5`, `.5`, `+0.5`, `5e-1`). Anything else, hex and `NaN` too, is `undefined`. */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > MAX_LENGTH) {
    return undefined;
  }
  const match = DECIMAL.exec(text);
  const whole = match?.[2] ?? '';
  const fractional = match?.[3] ?? '';
  if (match === null || whole + fractional === '') {
    return undefined;
  }
  return {
    negative: match[1] === '-',
    digits: BigInt(whole + fractional),
    exponent: Number(match[4] ?? 0) - fractional.length,
  };
}

/** A number rounded down to a whole one, and whether nothing was cut off. */
export interface Scaled {
  readonly whole: bigint;
  readonly exact: boolean;
}

/** `value` times ten to the power of `power`, rounded down to a whole number, and whether nothing was cut off. */
export function floorScaled(value: Decimal, power: number): Scaled {
  if (value.digits === 0n) {
    return { whole: 0n, exact: true };
  }
  const exponent = value.exponent + power;
  if (exponent >= 0) {
    return { whole: value.digits * 10n ** BigInt(Math.min(exponent, MAX_POWER)), exact: true };
  }
  // A divisor beyond every number of MAX_LENGTH digits leaves nothing, however large it is.
  const divisor = 10n ** BigInt(Math.min(-exponent, MAX_LENGTH + 1));
  return { whole: value.digits / divisor, exact: value.digits % divisor === 0n };
}
