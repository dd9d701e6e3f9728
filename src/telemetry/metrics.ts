import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { MODES, type Mode } from '../admission/mode.ts';
import type { Outcome } from '../admission/outcome.ts';
import { FAULT_REASONS, REFUSAL_REASONS, type Reason } from '../decision/reasons.ts';
import { SCHEDULER_FITS, type SchedulerFit } from '../settings/scheduler-fit.ts';
import { AuthorityMetrics } from './authority-metrics.ts';
import {
  BAD_REQUEST_CODES,
  type BadRequestCode,
  CATALOGUE,
  CLOSED_CONNECTIONS,
  type ClosedConnection,
  DURATION_BUCKETS,
  HANDSHAKE_PROBLEMS,
  type HandshakeProblem,
  RELOAD_RESULTS,
  type ReloadResult,
} from './metrics-catalogue.ts';
import { processMetrics } from './process-metrics.ts';
import { SurroundingsMetrics } from './surroundings-metrics.ts';

interface Incrementable {
  inc(): void;
}

/**
 * What Prometheus sees; the catalogue says what each metric means. Series that alerts are made of exist from the start,
 * so that the first event already shows as an increase.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #decisions: Counter<'outcome' | 'reason' | 'mode'>;
  readonly #bound = new Map<string, Incrementable>();
  readonly #duration: Histogram;
  readonly #warnings: Counter<'reason'>;
  readonly #badRequests: Counter<'code'>;
  readonly #failedHandshakes: Counter<'problem'>;
  readonly #closedConnections: Counter<'connection'>;
  readonly #reloads: Counter<'result'>;
  readonly #certificateExpiry: Gauge;
  readonly #certificateIssued: Gauge;
  readonly #telemetryErrors: Counter;
  readonly #droppedLogLines: Counter;
  readonly #schedulerFit: Gauge<'fit'>;
  /** Of the watches beside the requests; whoever runs them counts here. */
  readonly surroundings: SurroundingsMetrics;
  /** Of self-managed certificates. */
  readonly authorities: AuthorityMetrics;
  #inFlight = 0;
  #connections: () => number = () => 0;
  #bodyBytes: () => number = () => 0;
  #isReady: () => boolean = () => false;

  constructor(version: string) {
    const registers = [this.#registry];
    this.#decisions = new Counter({ ...CATALOGUE.decisions, registers });
    this.#duration = new Histogram({ ...CATALOGUE.duration, buckets: DURATION_BUCKETS, registers });
    this.#warnings = new Counter({ ...CATALOGUE.warnings, registers });
    this.#badRequests = new Counter({ ...CATALOGUE.badRequests, registers });
    this.#failedHandshakes = new Counter({ ...CATALOGUE.failedHandshakes, registers });
    this.#closedConnections = new Counter({ ...CATALOGUE.closedConnections, registers });
    this.#reloads = new Counter({ ...CATALOGUE.certificateReloads, registers });
    this.#certificateExpiry = new Gauge({ ...CATALOGUE.certificateExpiry, registers });
    this.#certificateIssued = new Gauge({ ...CATALOGUE.certificateIssued, registers });
    this.#telemetryErrors = new Counter({ ...CATALOGUE.telemetryErrors, registers });
    this.#droppedLogLines = new Counter({ ...CATALOGUE.droppedLogLines, registers });
    this.#schedulerFit = new Gauge({ ...CATALOGUE.schedulerFit, registers });
    this.authorities = new AuthorityMetrics(this.#registry);
    this.surroundings = new SurroundingsMetrics(this.#registry);
    const looked = [
      [CATALOGUE.inFlight, () => this.#inFlight],
      [CATALOGUE.connections, () => this.#connections()],
      [CATALOGUE.bodyBytes, () => this.#bodyBytes()],
      [CATALOGUE.ready, () => (this.#isReady() ? 1 : 0)],
    ] as const;
    for (const [entry, value] of looked) {
      new Gauge({
        ...entry,
        registers,
        collect() {
          this.set(value());
        },
      });
    }
    new Gauge({ ...CATALOGUE.buildInfo, registers }).set({ version }, 1);
    processMetrics(this.#registry);
    this.#startAlertingSeries();
  }

  decided(outcome: Outcome, reason: Reason, mode: Mode, seconds: number): void {
    this.#child(`${outcome} ${reason} ${mode}`, () => this.#decisions.labels(outcome, reason, mode)).inc();
    this.#duration.observe(seconds);
  }

  warned(reason: Reason): void {
    this.#child(reason, () => this.#warnings.labels(reason)).inc();
  }

  badRequest(code: BadRequestCode): void {
    this.#badRequests.inc({ code });
  }

  handshakeFailed(problem: HandshakeProblem): void {
    this.#failedHandshakes.inc({ problem });
  }

  connectionClosed(connection: ClosedConnection): void {
    this.#closedConnections.inc({ connection });
  }

  /** Where to look for how much of what is bounded is taken. */
  bounded(connections: () => number, bodyBytes: () => number): void {
    this.#connections = connections;
    this.#bodyBytes = bodyBytes;
  }

  /** Where to look whether requests can be answered well. */
  readyWhen(isReady: () => boolean): void {
    this.#isReady = isReady;
  }

  requestArrived(): void {
    this.#inFlight += 1;
  }

  requestLeft(): void {
    this.#inFlight -= 1;
  }

  certificateReload(result: ReloadResult): void {
    this.#reloads.inc({ result });
  }

  certificateServed(issuedAt: Date, expiresAt: Date): void {
    this.#certificateIssued.set(issuedAt.getTime() / 1000);
    this.#certificateExpiry.set(expiresAt.getTime() / 1000);
  }

  /** Without a cluster to look at there is no series. */
  schedulerFits(fit: SchedulerFit): void {
    for (const one of SCHEDULER_FITS) {
      this.#schedulerFit.set({ fit: one }, one === fit ? 1 : 0);
    }
  }

  telemetryFailed(): void {
    this.#telemetryErrors.inc();
  }

  logLineDropped(): void {
    this.#droppedLogLines.inc();
  }

  readonly contentType: string = this.#registry.contentType;

  /** All metrics in Prometheus' text format. */
  exposition(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Resolving labels costs more than counting, so it is done once for each series. */
  #child(key: string, bind: () => Incrementable): Incrementable {
    let child = this.#bound.get(key);
    if (child === undefined) {
      child = bind();
      this.#bound.set(key, child);
    }
    return child;
  }

  #startAlertingSeries(): void {
    for (const mode of MODES) {
      for (const reason of FAULT_REASONS) {
        this.#decisions.inc({ outcome: 'error', reason, mode }, 0);
      }
      for (const reason of REFUSAL_REASONS) {
        this.#decisions.inc({ outcome: 'denied', reason, mode }, 0);
      }
    }
    for (const code of BAD_REQUEST_CODES) {
      this.#badRequests.inc({ code }, 0);
    }
    for (const problem of HANDSHAKE_PROBLEMS) {
      this.#failedHandshakes.inc({ problem }, 0);
    }
    for (const connection of CLOSED_CONNECTIONS) {
      this.#closedConnections.inc({ connection }, 0);
    }
    for (const result of RELOAD_RESULTS) {
      this.#reloads.inc({ result }, 0);
    }
  }
}
