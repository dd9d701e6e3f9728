import { floorScaled, parseDecimal } from './decimal.ts';
import { parseQuantity } from './quantity.ts';
import { trim } from './text.ts';

/** How much GPU a pod asks for. */
export type GpuAmount =
  /** A share of one GPU; `text` is canonical (`0.5`, never `0.50` or `.5`). */
  | { readonly kind: 'fraction'; readonly text: string }
  /** GPU memory in the scheduler's unit, written as `text`. */
  | { readonly kind: 'memory'; readonly text: string }
  | { readonly kind: 'whole'; readonly count: number };

export type AmountProblem = 'not-a-fraction' | 'rounds-to-nothing' | 'too-many-gpus' | 'not-a-memory';

export type AmountReading =
  | {
      readonly ok: true;
      readonly amount: GpuAmount;
      /** What was done to the value, when it does not mean exactly what was typed. */
      readonly adjusted?: 'rounded-down' | 'unit-converted';
    }
  | { readonly ok: false; readonly problem: AmountProblem };

const NOT_A_FRACTION: AmountReading = { ok: false, problem: 'not-a-fraction' };
const NOT_A_MEMORY: AmountReading = { ok: false, problem: 'not-a-memory' };

/**
 * Reads what people type for a GPU fraction. `0.5`, `.5`, `0.50`, `+0.5`, `50%`, `50 %` and `5e-1` are one fraction; `1`,
 * `100%` and `2` are whole GPUs, since the schedulers refuse a fraction of 1 or more. More than two decimals are
 * rounded down: portions travel as two-decimal strings, and rounding up could take what is not there.
 */
export function readFraction(value: string, maxWholeGpus: number): AmountReading {
  const percent = value.endsWith('%');
  const decimal = parseDecimal(percent ? value.slice(0, -1).trimEnd() : value);
  if (decimal === undefined || decimal.negative || decimal.digits === 0n) {
    return NOT_A_FRACTION;
  }
  const { whole: hundredths, exact } = floorScaled(decimal, percent ? 0 : 2);
  if (hundredths >= 100n) {
    if (!exact || hundredths % 100n !== 0n) {
      return NOT_A_FRACTION;
    }
    const count = hundredths / 100n;
    return count > BigInt(maxWholeGpus)
      ? { ok: false, problem: 'too-many-gpus' }
      : { ok: true, amount: { kind: 'whole', count: Number(count) } };
  }
  if (hundredths === 0n) {
    return { ok: false, problem: 'rounds-to-nothing' };
  }
  const amount = { kind: 'fraction', text: hundredthsText(Number(hundredths)) } as const;
  return exact ? { ok: true, amount } : { ok: true, amount, adjusted: 'rounded-down' };
}

/** 50 hundredths are `0.5`, 5 are `0.05`. */
function hundredthsText(hundredths: number): string {
  return `0.${String(hundredths).padStart(2, '0').replace(/0$/, '')}`;
}

/** The schedulers parse the annotation as an unsigned 64-bit integer. */
const MAX_INTEGER = 2n ** 63n - 1n;

const BYTES_PER_MIB = 1024n * 1024n;

/**
 * Reads GPU memory. A positive integer passes as typed, in the scheduler's own unit; a Kubernetes quantity, with or
 * without a trailing `B`, is converted to whole MiB.
 */
export function readMemory(value: string): AmountReading {
  const integer = readPositiveInteger(value);
  if (integer !== undefined) {
    return { ok: true, amount: { kind: 'memory', text: integer } };
  }
  const bytes = /[a-zA-Z]/.test(value) ? parseQuantity(asQuantity(value)) : undefined;
  if (bytes === undefined || bytes < BYTES_PER_MIB || bytes > MAX_INTEGER) {
    return NOT_A_MEMORY;
  }
  return {
    ok: true,
    amount: { kind: 'memory', text: String(bytes / BYTES_PER_MIB) },
    adjusted: 'unit-converted',
  };
}

/** People put a blank before the unit and a `B` behind it. A blank anywhere else would make one number of two. */
function asQuantity(value: string): string {
  const unit = /[a-zA-Z]{1,3}$/.exec(value)?.[0] ?? '';
  const number = value.slice(0, value.length - unit.length);
  const trimmed = trim(number);
  return `${/\d$/.test(trimmed) ? trimmed : number}${unit.replace(/B$/, '')}`;
}

/** Reads a positive integer as the schedulers do, and gives it back as typed but for a leading plus sign. */
export function readPositiveInteger(value: string): string | undefined {
  const digits = /^\+?(\d{1,20})$/.exec(value)?.[1];
  if (digits === undefined) {
    return undefined;
  }
  const number = BigInt(digits);
  return number > 0n && number <= MAX_INTEGER ? digits : undefined;
}

export function sameAmount(a: GpuAmount, b: GpuAmount): boolean {
  if (a.kind === 'whole' || b.kind === 'whole') {
    return a.kind === 'whole' && b.kind === 'whole' && a.count === b.count;
  }
  return a.kind === b.kind && (a.kind === 'memory' ? BigInt(a.text) === BigInt(b.text) : a.text === b.text);
}

/** The amount in words, such as `gpu-fraction 0.5` or `2 whole GPUs`. */
export function describeAmount(amount: GpuAmount): string {
  switch (amount.kind) {
    case 'fraction':
      return `gpu-fraction ${amount.text}`;
    case 'memory':
      return `gpu-memory ${amount.text}`;
    case 'whole':
      return amount.count === 1 ? '1 whole GPU' : `${amount.count} whole GPUs`;
  }
}
