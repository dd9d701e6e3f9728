import type { Mode } from '../admission/mode.ts';
import type { Outcome } from '../admission/outcome.ts';
import type { ReviewRequest } from '../admission/review.ts';
import type { Verdict } from '../admission/verdict.ts';
import type { Route } from '../decision/decision.ts';
import type { Reason } from '../decision/reasons.ts';
import type { Source } from '../decision/source.ts';
import type { GpuAmount } from '../decision/values/gpu-amount.ts';
import type { WorkloadName } from '../decision/workloads/workload.ts';
import { type FailureTrace, failureTrace } from './failure-trace.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Telemetry } from './telemetry.ts';
import { recordedTraceId } from './trace-id.ts';

/** Longest name that Kubernetes gives an object; a request may carry more, and a log line shall not. */
const MAX_NAME = 253;

const NO_REASONS: readonly Reason[] = [];

/** Faults of the telemetry itself are logged this often at most; the metric counts each. */
const FAULT_LOG_MILLIS = 60_000;

/** Counts decisions and writes their log lines. */
export class DecisionRecorder {
  readonly #telemetry: Telemetry;
  readonly #now: () => number;
  #lastFaultLine = Number.NEGATIVE_INFINITY;

  constructor(telemetry: Telemetry, now: () => number = () => performance.now()) {
    this.#telemetry = telemetry;
    this.#now = now;
  }

  /**
   * To be called when the answer is on its way. Never throws: the answer is given, and a fault here would reach
   * nobody. It is counted and logged instead, and one in counting does not keep the log line away.
   *
   * @param traceparent the header of that name, where the API server sent one
   */
  record(request: ReviewRequest, verdict: Verdict, durationMillis: number, mode: Mode, traceparent?: string): void {
    const { log, metrics } = this.#telemetry;
    try {
      count(metrics, verdict, durationMillis, mode);
    } catch (error) {
      this.#report(error);
    }
    try {
      write(log, request, verdict, durationMillis, mode, traceparent);
    } catch (error) {
      this.#report(error);
    }
  }

  /** Either of the two may be what is broken, so each is tried by itself, and there is nobody left to tell then. */
  #report(error: unknown): void {
    const { log, metrics } = this.#telemetry;
    attempt(() => metrics.telemetryFailed());
    if (this.#now() - this.#lastFaultLine >= FAULT_LOG_MILLIS) {
      this.#lastFaultLine = this.#now();
      attempt(() => log.error({ failure: failureTrace(error) }, 'a decision could not be counted or logged'));
    }
  }
}

function attempt(tell: () => void): void {
  try {
    tell();
  } catch {
    // See above.
  }
}

function count(metrics: Metrics, verdict: Verdict, durationMillis: number, mode: Mode): void {
  metrics.decided(verdict.outcome, verdict.reason, mode, durationMillis / 1000);
  for (const reason of warningReasons(verdict)) {
    metrics.warned(reason);
  }
}

function write(
  log: Log,
  request: ReviewRequest,
  verdict: Verdict,
  durationMillis: number,
  mode: Mode,
  traceparent: string | undefined,
): void {
  const level = levelOf(verdict);
  if (log.isLevelEnabled(level)) {
    log[level](decisionLine(request, verdict, durationMillis, mode, traceparent), `pod ${verdict.outcome}`);
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

/** A log line about one pod. */
interface DecisionLine {
  readonly uid: string;
  readonly namespace: string;
  name?: string;
  generateName?: string;
  workload?: WorkloadName;
  /** Only where the decision was not carried out. */
  mode?: 'audit';
  outcome?: Outcome;
  reason?: Reason;
  warnings?: readonly Reason[];
  /** Which kind of source the project came from. */
  projectFrom?: Source['kind'];
  /** Which kind of amount was asked for. */
  gpu?: GpuAmount['kind'];
  gpuFrom?: Source['kind'];
  durationMicros?: number;
  /** Only where the API server records a trace of the request. */
  traceId?: string;
  problem?: string;
  failure?: FailureTrace;
}

/**
 * Everything in a line is a name from a closed list, a name of the object itself, or a number. Values that somebody
 * wrote into a pod stay out, the project and the fraction included: a secret in the wrong place must not get into a log.
 * It is filled in place, since spreading a dozen small objects takes longer than deciding some pods.
 */
function decisionLine(
  request: ReviewRequest,
  verdict: Verdict,
  durationMillis: number,
  mode: Mode,
  traceparent: string | undefined,
): DecisionLine {
  const { outcome, reason, decision, error } = verdict;
  const line: DecisionLine = { uid: shorten(request.uid), namespace: shorten(request.namespace) };
  fillName(line, request);
  if (decision?.workload !== undefined) {
    line.workload = decision.workload;
  }
  if (mode === 'audit') {
    line.mode = mode;
  }
  line.outcome = outcome;
  line.reason = reason;
  const warnings = warningReasons(verdict);
  if (warnings.length > 0) {
    line.warnings = warnings;
  }
  if (decision?.kind === 'route') {
    fillSources(line, decision);
  }
  line.durationMicros = Math.round(durationMillis * 1000);
  const traceId = recordedTraceId(traceparent);
  if (traceId !== undefined) {
    line.traceId = traceId;
  }
  if (outcome === 'error' && error !== undefined) {
    fillError(line, error);
  }
  return line;
}

function fillSources(line: DecisionLine, { project, gpu }: Route): void {
  if (project !== undefined) {
    line.projectFrom = project.source.kind;
  }
  if (gpu.kind === 'asked') {
    line.gpu = gpu.amount.kind;
    line.gpuFrom = gpu.source.kind;
  }
}

/** A string is what the program itself says about a pod's shape, and holds paths and types but no values. */
function fillError(line: DecisionLine, error: unknown): void {
  if (typeof error === 'string') {
    line.problem = shorten(error);
  } else {
    line.failure = failureTrace(error);
  }
}

/** Pods of controllers get their name after admission; until then there is only what it will begin with. */
function fillName(line: DecisionLine, { name, object }: ReviewRequest): void {
  const metadata = (object as { metadata?: { name?: unknown; generateName?: unknown } } | null | undefined)?.metadata;
  const known = name === '' ? metadata?.name : name;
  if (typeof known === 'string' && known !== '') {
    line.name = shorten(known);
  } else if (typeof metadata?.generateName === 'string') {
    line.generateName = shorten(metadata.generateName);
  }
}

/** Only cut here: the log makes every text printable. */
const shorten = (text: string): string => (text.length > MAX_NAME ? text.slice(0, MAX_NAME) : text);

/** The reasons behind the answer's warnings, each once. */
function warningReasons({ outcome, reason, decision }: Verdict): readonly Reason[] {
  if (outcome === 'error') {
    return [reason];
  }
  const warnings = decision?.warnings;
  return warnings === undefined || warnings.length === 0
    ? NO_REASONS
    : [...new Set(warnings.map((warning) => warning.reason))];
}
