import { REASONS, type Reason } from '../decision/reasons.ts';

/** What the annotation of `describeDecision` says, taken apart for reports. Nothing is decided by it: anybody can write it. */
export interface ToldDecision {
  readonly kind: 'routed' | 'left-alone';
  readonly reason: Reason;
  readonly project: ToldValue | undefined;
  /** Such as `gpu-fraction 0.5`, and the container that gets it. */
  readonly amount: (ToldValue & { readonly container: string }) | undefined;
  /** Reasons of the warnings. */
  readonly warnings: readonly Reason[];
}

export interface ToldValue {
  readonly value: string;
  /** Where it stood, as `describeSource` says it. */
  readonly from: string;
}

/** `undefined` for a text that this program does not write. */
export function readDecision(text: string): ToldDecision | undefined {
  const [, kind, reason = '', rest = ''] = /^(routed|left alone) \(([a-z-]+)\): (.*)$/.exec(text) ?? [];
  if (kind === undefined || !isReason(reason)) {
    return undefined;
  }
  const parts = kind === 'routed' ? rest.split('; ') : [];
  return {
    kind: kind === 'routed' ? 'routed' : 'left-alone',
    reason,
    project: first(parts, PROJECT, ([value = '', from = '']) => ({ value, from })),
    amount: first(parts, AMOUNT, ([value = '', from = '', container = '']) => ({ value, from, container })),
    warnings: parts.flatMap((part) => {
      const word = part.slice(0, Math.max(part.indexOf(': '), 0));
      return isReason(word) ? [word] : [];
    }),
  };
}

const PROJECT = /^project (\S+) from (.+)$/;
const AMOUNT = /^(gpu-fraction \S+|gpu-memory \S+|\d+ whole GPUs?) from (.+), for container (\S+)$/;

function first<T>(parts: readonly string[], form: RegExp, make: (groups: readonly string[]) => T): T | undefined {
  for (const part of parts) {
    const match = form.exec(part);
    if (match !== null) {
      return make(match.slice(1));
    }
  }
  return undefined;
}

const isReason = (word: string): word is Reason => Object.hasOwn(REASONS, word);
