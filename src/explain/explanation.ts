import jsonPatch, { type Operation } from 'fast-json-patch';
import type { Outcome } from '../admission/outcome.ts';
import { type RefusalStatus, refusalStatus } from '../admission/refusal-status.ts';
import { judgePod, ownFault, refusalIn, skippedRequest, type Verdict } from '../admission/verdict.ts';
import type { Surroundings } from '../decision/known/surroundings.ts';
import type { Reason } from '../decision/reasons.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import type { WorkloadName } from '../decision/workloads/workload.ts';
import type { ExplainInput } from './explain-input.ts';

/** What `-o json` prints for one pod. */
export interface Explanation {
  readonly name: string;
  readonly namespace: string;
  readonly workload: WorkloadName | null;
  /** The container that does the work, of a pod that is routed. */
  readonly container: string | null;
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly allowed: boolean;
  readonly status?: RefusalStatus;
  readonly warnings: readonly string[];
  readonly patch: readonly Operation[];
  /** The object after the patch. */
  readonly pod: unknown;
}

/** An explanation together with what text output needs beside it. */
export interface Explained {
  readonly explanation: Explanation;
  readonly verdict: Verdict;
  readonly origin: string;
  /** The object that makes the pod, where the input is not the pod itself. */
  readonly maker: string | undefined;
  /** The object as it came. */
  readonly before: unknown;
  /** Nobody gave the namespace; it counts as opted in, unless it is one that is never touched. */
  readonly namespaceIsAssumed: boolean;
}

/** Runs the core on one input, exactly as the server does, and applies the patch. */
export function explain(input: ExplainInput, surroundings: Surroundings, settings: DecisionSettings): Explained {
  const before = input.kind === 'pod' ? input.pod : input.object;
  const verdict = judge(input, surroundings, settings);
  const { decision, outcome, reason, warnings, patch } = verdict;
  const refusal = refusalIn(verdict);
  return {
    verdict,
    before,
    origin: input.origin,
    maker: input.kind === 'pod' ? input.maker : undefined,
    namespaceIsAssumed: surroundings.namespace(input.namespace) === undefined && reason !== 'namespace-excluded',
    explanation: {
      name: input.name,
      namespace: input.namespace,
      workload: decision?.workload ?? null,
      container: decision?.kind === 'route' ? decision.container : null,
      outcome,
      reason,
      allowed: refusal === undefined,
      ...(refusal === undefined ? {} : { status: refusalStatus(refusal) }),
      warnings,
      patch,
      pod: patch.length === 0 ? before : jsonPatch.applyPatch(before, [...patch], false, false).newDocument,
    },
  };
}

function judge(input: ExplainInput, surroundings: Surroundings, settings: DecisionSettings): Verdict {
  if (input.kind !== 'pod') {
    return skippedRequest;
  }
  try {
    return judgePod(input.pod, input.namespace, surroundings, settings);
  } catch (error) {
    return ownFault('internal-error', error);
  }
}
