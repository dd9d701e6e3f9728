import type { Connection } from './connection.ts';

export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  /** In milliseconds, sorted. */
  readonly latencies: Float64Array;
  readonly seconds: number;
}

const OK = 200;

/**
 * Sends at a fixed rate, whether or not answers come: a slow answer delays the next request on its connection, and that
 * wait is counted, from the moment at which the request was due.
 */
export function openLoop(connections: readonly Connection[], rate: number, seconds: number): Promise<LoadResult> {
  const total = Math.round(rate * seconds);
  const latencies = new Float64Array(total);
  const free = [...connections];
  let sent = 0;
  let answered = 0;
  let failed = 0;
  const start = performance.now();
  return new Promise((resolve) => {
    const pump = () => {
      const now = performance.now();
      while (sent < total && start + (sent * 1000) / rate <= now) {
        const connection = free.pop();
        if (connection === undefined) {
          break;
        }
        const index = sent;
        const due = start + (index * 1000) / rate;
        sent += 1;
        connection.send((status) => {
          latencies[index] = performance.now() - due;
          failed += status === OK ? 0 : 1;
          answered += 1;
          free.push(connection);
          if (answered === total) {
            resolve({
              requests: total,
              failed,
              latencies: latencies.sort(),
              seconds: (performance.now() - start) / 1000,
            });
          }
        });
      }
      // Timers are too coarse; asking again after each round of the event loop is exact to some microseconds.
      if (answered < total) {
        setImmediate(pump);
      }
    };
    pump();
  });
}

/** Sends the next request as soon as an answer is there, on every connection: the most that a server can do. */
export function closedLoop(connections: readonly Connection[], total: number): Promise<LoadResult> {
  const latencies = new Float64Array(total);
  let sent = 0;
  let answered = 0;
  let failed = 0;
  const start = performance.now();
  return new Promise((resolve) => {
    const next = (connection: Connection) => {
      if (sent === total) {
        return;
      }
      const index = sent;
      const begun = performance.now();
      sent += 1;
      connection.send((status) => {
        latencies[index] = performance.now() - begun;
        failed += status === OK ? 0 : 1;
        answered += 1;
        if (answered === total) {
          resolve({
            requests: total,
            failed,
            latencies: latencies.sort(),
            seconds: (performance.now() - start) / 1000,
          });
        } else {
          next(connection);
        }
      });
    };
    connections.forEach(next);
  });
}

/** A percentile of sorted values. */
export const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
