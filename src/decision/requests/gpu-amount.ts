import type { Refusal } from '../decision.ts';
import { isExplainedByPodDefault, type PodDefaultsOfPod } from '../known/pod-defaults.ts';
import type { RefusalReason } from '../reasons.ts';
import { describeSource } from '../source.ts';
import { type AmountReading, type GpuAmount, readFraction, readMemory, sameAmount } from '../values/gpu-amount.ts';
import { GPU_FRACTION } from '../vocabulary.ts';
import type { Warning } from '../warning.ts';
import {
  FRACTION,
  firstReadable,
  isReadable,
  MEMORY,
  type ReadableWish,
  type Voices,
  type Wish,
  wishesFor,
} from './sourced-values.ts';

/** An amount that somebody asked for, still as typed. */
interface AmountWish extends ReadableWish {
  readonly of: 'fraction' | 'memory';
}

export type AmountChoice =
  | { readonly ok: true; readonly asked: Asked | undefined; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Asked {
  readonly amount: GpuAmount;
  readonly wish: ReadableWish;
}

/**
 * How much GPU the pod asks for. The highest source decides; within one source, a fraction beside an amount of memory
 * is a contradiction that nobody can resolve for the user.
 *
 * @param companionOf for a companion, the PodDefaults that may be the only reason why it carries an amount
 */
export function chooseAmount(
  voices: Voices,
  maxWholeGpus: number,
  companionOf: PodDefaultsOfPod | undefined,
): AmountChoice {
  const said = (of: 'fraction' | 'memory'): readonly (Wish & { of: typeof of })[] =>
    wishesFor(of === 'fraction' ? FRACTION : MEMORY, voices)
      .filter((wish) => companionOf === undefined || asksItself(wish, companionOf))
      .map((wish) => ({ ...wish, of }));
  const wishes = [...said('fraction'), ...said('memory')].sort((a, b) => a.rank - b.rank);
  const { unreadable } = firstReadable(wishes);
  const warnings: Warning[] = unreadable.slice(0, 1).map(({ source }) => ({ reason: 'unreadable-env', source }));
  const readable = wishes.filter((wish): wish is AmountWish => isReadable(wish));
  const [first] = readable;
  if (first === undefined) {
    return { ok: true, asked: undefined, warnings };
  }
  const rival = readable.find((wish) => wish.rank === first.rank && wish.of !== first.of);
  if (rival !== undefined) {
    return { ok: false, refusal: contradiction('fraction-and-memory', first, rival, 'keep one of the two') };
  }
  const reading = read(first, maxWholeGpus);
  if (!reading.ok) {
    return { ok: false, refusal: refuseAmount(first, reading, maxWholeGpus) };
  }
  if (reading.adjusted !== undefined && reading.amount.kind !== 'whole') {
    warnings.push({ reason: reading.adjusted, typed: first, written: reading.amount.text });
  }
  const other = readable.find((wish) => !means(wish, reading.amount, maxWholeGpus));
  if (other !== undefined) {
    if (reading.amount.kind === 'whole' && losesOnSecondCall(first, other)) {
      return { ok: false, refusal: contradiction('amounts-contradict', first, other, 'name one amount') };
    }
    warnings.push({ reason: 'sources-disagree', used: first, ignored: other });
  }
  return { ok: true, asked: { amount: reading.amount, wish: first }, warnings };
}

function asksItself({ source, value }: Wish, podDefaults: PodDefaultsOfPod): boolean {
  return (
    (source.kind === 'annotation' || source.kind === 'label' || source.kind === 'env') &&
    !isExplainedByPodDefault(podDefaults, source.kind, source.name, value)
  );
}

function read(wish: AmountWish, maxWholeGpus: number): AmountReading {
  return wish.of === 'fraction' ? readFraction(wish.value, maxWholeGpus) : readMemory(wish.value);
}

function means(wish: AmountWish, amount: GpuAmount, maxWholeGpus: number): boolean {
  const reading = read(wish, maxWholeGpus);
  return reading.ok && sameAmount(reading.amount, amount);
}

function refuseAmount(wish: AmountWish, reading: AmountReading & { ok: false }, maxWholeGpus: number): Refusal {
  const where = { field: describeSource(wish.source), value: wish.value, code: 422 } as const;
  switch (reading.problem) {
    case 'not-a-fraction':
      return {
        ...where,
        reason: 'invalid-fraction',
        problem: 'which is no GPU fraction',
        remedy: 'write 0.5 or 50% for half a GPU, 1 for a whole',
      };
    case 'rounds-to-nothing':
      return {
        ...where,
        reason: 'invalid-fraction',
        problem: 'which is less than a hundredth of a GPU',
        remedy: 'write 0.01 or more',
      };
    case 'too-many-gpus':
      return {
        ...where,
        reason: 'too-many-gpus',
        problem: `which would be more than ${maxWholeGpus} whole GPUs`,
        remedy: /^\d{1,2}$/.test(wish.value) ? `did you mean ${wish.value}%?` : 'did you mean 50%?',
      };
    case 'not-a-memory':
      return {
        ...where,
        reason: 'invalid-memory',
        problem: 'which is no amount of GPU memory',
        remedy: 'write a whole number of MiB such as 8192, or a quantity of at least 1Mi such as 8Gi',
      };
  }
}

/**
 * Whole GPUs become a limit, which is not a source. So they must not come from the annotation `gpu-fraction`, which is
 * removed because the schedulers refuse it there, nor from a source above which a PodDefault is going to write: when the
 * API server calls a second time, the other source would win, and the pod would be changed or refused then.
 */
function losesOnSecondCall(first: AmountWish, other: AmountWish): boolean {
  const isRemoved = first.source.kind === 'annotation' && first.source.name === GPU_FRACTION;
  const isOvertaken = first.source.kind === 'env' && other.source.kind === 'pod-default' && other.source.part !== 'env';
  return isRemoved || isOvertaken;
}

/** Two sources say what cannot both hold, and neither can be given up for the other. */
function contradiction(reason: RefusalReason, first: AmountWish, other: AmountWish, remedy: string): Refusal {
  return {
    code: 422,
    reason,
    field: describeSource(first.source),
    value: first.value,
    problem: `while ${describeSource(other.source)} is "${other.value}"`,
    remedy,
  };
}
