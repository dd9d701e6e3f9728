import type { ReviewRequest } from '../admission/review.ts';
import type { Verdict } from '../admission/verdict.ts';
import type { Decision } from '../decision/decision.ts';
import type { Reason } from '../decision/reasons.ts';
import { failureTrace } from './failure-trace.ts';
import type { Log } from './log.ts';
import type { Telemetry } from './telemetry.ts';

/** Longest name that Kubernetes gives an object; a request may carry more, and a log line shall not. */
const MAX_NAME = 253;

const NO_REASONS: readonly Reason[] = [];

/** Counts a decision and writes its log line. To be called when the answer is on its way. */
export function recordDecision(
  { log, metrics }: Telemetry,
  request: ReviewRequest,
  verdict: Verdict,
  durationMillis: number,
): void {
  const warnings = warningReasons(verdict);
  metrics.decided(verdict.outcome, verdict.reason, durationMillis / 1000);
  for (const reason of warnings) {
    metrics.warned(reason);
  }
  const level = levelOf(verdict);
  if (log.isLevelEnabled(level)) {
    log[level](decisionLine(request, verdict, warnings, durationMillis), `pod ${verdict.outcome}`);
  }
}

function levelOf({ outcome }: Verdict): keyof Log & ('debug' | 'info' | 'error') {
  switch (outcome) {
    case 'mutated':
    case 'denied':
      return 'info';
    // The API server asks again after other webhooks' changes, and the first answer was logged.
    case 'unchanged':
    case 'skipped':
      return 'debug';
    case 'error':
      return 'error';
  }
}

/**
 * Everything in a line is a name from a closed list, a name of the object itself, or a number. Values that somebody
 * wrote into a pod stay out, the project and the fraction included: a secret in the wrong place must not get into a log.
 */
function decisionLine(request: ReviewRequest, verdict: Verdict, warnings: readonly Reason[], durationMillis: number) {
  const { outcome, reason, decision, error } = verdict;
  return {
    uid: shorten(request.uid),
    namespace: shorten(request.namespace),
    ...nameOf(request),
    ...(decision === undefined ? {} : { workload: decision.workload }),
    outcome,
    reason,
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(decision === undefined ? {} : sourcesOf(decision)),
    durationMicros: Math.round(durationMillis * 1000),
    ...(outcome !== 'error' || error === undefined ? {} : explain(error)),
  };
}

/** Which kinds of places the values came from, and of which kind the share is. */
function sourcesOf(decision: Decision) {
  if (decision.kind !== 'route') {
    return {};
  }
  const { project, gpu } = decision;
  return {
    ...(project === undefined ? {} : { projectFrom: project.place.kind }),
    ...(gpu.kind === 'asked' ? { gpu: gpu.amount.kind, gpuFrom: gpu.place.kind } : {}),
  };
}

/** A string is what the program itself says about a pod's shape, and holds paths and types but no values. */
function explain(error: unknown) {
  return typeof error === 'string' ? { problem: error.slice(0, MAX_NAME) } : { failure: failureTrace(error) };
}

/** Pods of controllers get their name after admission; until then there is only what it will begin with. */
function nameOf({ name, object }: ReviewRequest) {
  if (name !== '') {
    return { name: shorten(name) };
  }
  const metadata = (object as { metadata?: { name?: unknown; generateName?: unknown } } | null | undefined)?.metadata;
  if (typeof metadata?.name === 'string' && metadata.name !== '') {
    return { name: shorten(metadata.name) };
  }
  return typeof metadata?.generateName === 'string' ? { generateName: shorten(metadata.generateName) } : {};
}

const shorten = (text: string): string => (text.length > MAX_NAME ? text.slice(0, MAX_NAME) : text);

/** The reasons behind the answer's warnings, each once. */
function warningReasons({ outcome, reason, decision }: Verdict): readonly Reason[] {
  if (outcome === 'error') {
    return [reason];
  }
  const notes = decision?.notes;
  return notes === undefined || notes.length === 0 ? NO_REASONS : [...new Set(notes.map((note) => note.reason))];
}
