import { decide } from '../decision/decide.ts';
import type { Decision } from '../decision/decision.ts';
import type { Surroundings } from '../decision/known/surroundings.ts';
import type { PodJson } from '../decision/pod/pod.ts';
import type { FaultReason, Reason } from '../decision/reasons.ts';
import type { Refusal } from '../decision/refusal.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import { buildPatch } from '../patch/build-patch.ts';
import type { PatchOperation } from '../patch/operation.ts';
import type { Outcome } from './outcome.ts';
import { readPod } from './pod-schema.ts';
import { renderWarnings } from './warnings.ts';

/** What is answered about one object, in every medium alike. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly reason: Reason;
  /** Absent where no decision was made: not a pod, or our own fault. */
  readonly decision: Decision | undefined;
  readonly patch: readonly PatchOperation[];
  readonly warnings: readonly string[];
  /** What a log line may say about an error; never taken from the pod. */
  readonly error?: unknown;
}

const NO_PATCH: readonly PatchOperation[] = [];

/** Decides about a pod and builds its patch; the one path of server, command line, benchmark and tests. */
export function judgePod(
  pod: PodJson,
  namespace: string,
  surroundings: Surroundings,
  settings: DecisionSettings,
): Verdict {
  const decision = decide(pod, namespace, surroundings, settings);
  const patch = buildPatch(pod, decision);
  return {
    outcome: outcomeOf(decision, patch),
    reason: decision.reason,
    decision,
    patch,
    warnings: renderWarnings(decision.warnings),
  };
}

/** As `judgePod`, for whatever a request carries: a fault of ours must never block a pod. */
export function judgeObject(
  object: unknown,
  namespace: string,
  surroundings: Surroundings,
  settings: DecisionSettings,
): Verdict {
  try {
    const reading = readPod(object);
    return reading.ok
      ? judgePod(reading.pod, namespace, surroundings, settings)
      : ownFault('unreadable-pod', reading.problem);
  } catch (error) {
    return ownFault('internal-error', error);
  }
}

export const skippedRequest: Verdict = {
  outcome: 'skipped',
  reason: 'not-a-pod-creation',
  decision: undefined,
  patch: NO_PATCH,
  warnings: [],
};

/** Allows the pod as it came, and says so. */
export function ownFault(reason: FaultReason, error?: unknown): Verdict {
  return {
    outcome: 'error',
    reason,
    decision: undefined,
    patch: NO_PATCH,
    warnings: renderWarnings([{ reason }]),
    error,
  };
}

function outcomeOf(decision: Decision, patch: readonly PatchOperation[]): Outcome {
  switch (decision.kind) {
    case 'refuse':
      return 'denied';
    case 'route':
      return patch.length > 0 ? 'mutated' : 'unchanged';
    case 'leave-alone':
      return patch.length > 0 ? 'mutated' : 'skipped';
  }
}

/** The refusal in a verdict, if it is one. */
export const refusalIn = (verdict: Verdict): Refusal | undefined =>
  verdict.decision?.kind === 'refuse' ? verdict.decision.refusal : undefined;
