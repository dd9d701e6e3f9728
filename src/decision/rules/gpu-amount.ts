import type { PodContext } from '../pod-context.ts';
import type { RefusalReason } from '../reasons.ts';
import type { Refusal } from '../refusal.ts';
import type { AmountRequest } from '../requests/amounts.ts';
import { firstReadable } from '../requests/find-requests.ts';
import { describeSource, type SourcedValue } from '../source.ts';
import { type AmountProblem, type GpuAmount, sameAmount } from '../values/gpu-amount.ts';
import { GPU_FRACTION } from '../vocabulary.ts';
import type { Warning } from '../warning.ts';

export type AmountChoice =
  | { readonly ok: true; readonly asked: AskedAmount | undefined; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** The amount that holds, and who said so. */
export interface AskedAmount {
  readonly amount: GpuAmount;
  readonly request: SourcedValue;
}

type Readable = AmountRequest & { readonly value: string };

/**
 * How much GPU the pod gets. The highest source decides; within one source, a fraction beside an amount of memory is a
 * contradiction that nobody can resolve for the user.
 */
export function chooseAmount(
  { workload }: PodContext,
  all: readonly AmountRequest[],
  maxWholeGpus: number,
): AmountChoice {
  // A companion takes a share only when its own author asks.
  const requests = workload.role === 'companion' ? all.filter(({ isOwn }) => isOwn) : all;
  const { unreadable } = firstReadable(requests);
  const warnings: Warning[] = unreadable.slice(0, 1).map(({ source }) => ({ reason: 'unreadable-env', source }));
  const readable = requests.filter((request): request is Readable => request.value !== undefined);
  const [first] = readable;
  if (first === undefined) {
    return { ok: true, asked: undefined, warnings };
  }
  const rival = readable.find((request) => request.rank === first.rank && request.of !== first.of);
  if (rival !== undefined) {
    return { ok: false, refusal: contradiction('fraction-and-memory', first, rival, 'keep one of the two') };
  }
  const { reading } = first;
  if (!reading.ok) {
    return { ok: false, refusal: refuseAmount(first, reading.problem, maxWholeGpus) };
  }
  const { amount, adjusted } = reading;
  if (adjusted !== undefined && amount.kind !== 'whole') {
    warnings.push({ reason: adjusted, typed: first, written: amount.text });
  }
  const others = readable.filter((request) => !means(request, amount));
  const winsLater = amount.kind === 'whole' ? others.find((other) => losesOnSecondCall(first, other)) : undefined;
  if (winsLater !== undefined) {
    return { ok: false, refusal: contradiction('amounts-contradict', first, winsLater, 'name one amount') };
  }
  const [ignored] = others;
  if (ignored !== undefined) {
    warnings.push({ reason: 'sources-disagree', used: first, ignored });
  }
  return { ok: true, asked: { amount, request: first }, warnings };
}

const means = ({ reading }: Readable, amount: GpuAmount): boolean => reading.ok && sameAmount(reading.amount, amount);

function refuseAmount({ source, value }: Readable, problem: AmountProblem, maxWholeGpus: number): Refusal {
  const where = { field: describeSource(source), value, code: 422 } as const;
  switch (problem) {
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
        remedy: /^\d{1,2}$/.test(value) ? `did you mean ${value}%?` : 'did you mean 50%?',
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
 * API server calls a second time, the other source would win, and the pod would be changed or refused then. A
 * fractional limit never comes back, since the whole one takes its place.
 */
function losesOnSecondCall(first: Readable, other: Readable): boolean {
  if (other.source.kind === 'limit') {
    return false;
  }
  const isRemoved = first.source.kind === 'annotation' && first.source.name === GPU_FRACTION;
  const isOvertaken = first.source.kind === 'env' && other.source.kind === 'pod-default' && other.source.part !== 'env';
  return isRemoved || isOvertaken;
}

/** Two sources say what cannot both hold, and neither can be given up for the other. */
function contradiction(reason: RefusalReason, first: SourcedValue, other: SourcedValue, remedy: string): Refusal {
  return {
    code: 422,
    reason,
    field: describeSource(first.source),
    value: first.value,
    problem: `while ${describeSource(other.source)} is "${other.value}"`,
    remedy,
  };
}
