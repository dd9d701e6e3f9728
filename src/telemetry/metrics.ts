import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome } from '../admission/outcome.ts';
import { ALL_REASONS, REASONS, type Reason } from '../decision/reasons.ts';

const PREFIX = 'gpu_fraction_webhook';

/** From 0.5 ms, about what a large pod takes, to 1 s, which the API server's metrics resolve themselves. */
const DURATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

/** Statuses of answers to requests that are no admission reviews. */
export const BAD_REQUEST_CODES = [400, 404, 405, 408, 413, 415, 431, 500] as const;

export type BadRequestCode = (typeof BAD_REQUEST_CODES)[number];

export type ReloadResult = 'loaded' | 'rejected';

/** Often enough to see a stall of one garbage collection, at 50 wake-ups a second. */
const EVENT_LOOP_RESOLUTION_MILLIS = 20;

interface Incrementable {
  inc(): void;
}

/**
 * What Prometheus sees. All labels come from closed lists: a label for namespaces or pods would grow with the cluster.
 * Series that alerts are made of exist from the start, so that the first event already shows as an increase.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #decisions: Counter<'outcome' | 'reason'>;
  readonly #bound = new Map<string, Incrementable>();
  readonly #duration: Histogram;
  readonly #warnings: Counter<'reason'>;
  readonly #badRequests: Counter<'code'>;
  readonly #reloads: Counter<'result'>;
  readonly #certificateExpiry: Gauge;
  #inFlight = 0;

  constructor(version: string) {
    const registers = [this.#registry];
    this.#decisions = new Counter({
      name: `${PREFIX}_decisions_total`,
      help: 'Answered admission reviews, by what became of the pod and why.',
      labelNames: ['outcome', 'reason'],
      registers,
    });
    this.#duration = new Histogram({
      name: `${PREFIX}_request_duration_seconds`,
      help: 'Time from the arrival of a review’s headers until its answer was handed to the network.',
      buckets: DURATION_BUCKETS,
      registers,
    });
    this.#warnings = new Counter({
      name: `${PREFIX}_warnings_total`,
      help: 'Warnings in answers, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.#badRequests = new Counter({
      name: `${PREFIX}_bad_requests_total`,
      help: 'Requests that were no admission reviews, by the HTTP status of the answer.',
      labelNames: ['code'],
      registers,
    });
    this.#reloads = new Counter({
      name: `${PREFIX}_certificate_reloads_total`,
      help: 'Serving certificates that were taken (loaded), or found unusable while the last good one stayed (rejected).',
      labelNames: ['result'],
      registers,
    });
    this.#certificateExpiry = new Gauge({
      name: `${PREFIX}_certificate_expiry_timestamp_seconds`,
      help: 'When the serving certificate expires, in seconds since 1970.',
      registers,
    });
    const inFlight = () => this.#inFlight;
    new Gauge({
      name: `${PREFIX}_in_flight_requests`,
      help: 'Reviews whose headers have arrived and that are not answered yet.',
      registers,
      collect() {
        this.set(inFlight());
      },
    });
    new Gauge({ name: `${PREFIX}_build_info`, help: 'Always 1.', labelNames: ['version'], registers }).set(
      { version },
      1,
    );
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: EVENT_LOOP_RESOLUTION_MILLIS });
    this.#startAlertingSeries();
  }

  decided(outcome: Outcome, reason: Reason, seconds: number): void {
    this.#child(`${outcome} ${reason}`, () => this.#decisions.labels(outcome, reason)).inc();
    this.#duration.observe(seconds);
  }

  warned(reason: Reason): void {
    this.#child(reason, () => this.#warnings.labels(reason)).inc();
  }

  badRequest(code: BadRequestCode): void {
    this.#badRequests.inc({ code });
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

  certificateExpires(at: Date): void {
    this.#certificateExpiry.set(at.getTime() / 1000);
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
    for (const reason of ALL_REASONS.filter((reason) => REASONS[reason].severity === 'error')) {
      this.#decisions.inc({ outcome: 'error', reason }, 0);
    }
    for (const code of BAD_REQUEST_CODES) {
      this.#badRequests.inc({ code }, 0);
    }
    this.#reloads.inc({ result: 'loaded' }, 0);
    this.#reloads.inc({ result: 'rejected' }, 0);
  }
}
