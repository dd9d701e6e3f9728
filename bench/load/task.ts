/** What the generator is asked to do: a rate for some seconds, or without a rate as fast as answers come. */
export type Task =
  | { readonly rate: number; readonly seconds: number }
  | { readonly seconds: number }
  | { readonly requests: number };

/** Milliseconds, counted from the moment at which a request was due. */
export interface Quantiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** What the generator says about a task (bench/load/generator/measure.go). */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Not answered with 200, or not to the end. */
  readonly failed: number;
  /** Sent once more, because the connection was just being closed. */
  readonly retried: number;
  /** Due when no connection was free. */
  readonly waited: number;
  readonly dialed: number;
  readonly latency: Quantiles;
  /** The generator's own delay. */
  readonly late: Quantiles;
  /** The share of the time in which the generator had nothing to do. */
  readonly idle: number;
  /** CPU time of the server, in microseconds a request. */
  readonly serverCpu: number;
}
