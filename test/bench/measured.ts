import type { LoadResult } from '../../bench/load/task.ts';
import type { Measured, Results } from '../../bench/results.ts';
import type { ServerId } from '../../bench/servers/server.ts';
import type { Load } from '../../bench/side-by-side/round-plan.ts';
import type { Round } from '../../bench/side-by-side/rounds.ts';
import { summarise, summariseServers } from '../../bench/side-by-side/summary.ts';

/** What a generator would say of a server with that p99, in milliseconds, and CPU time, in microseconds. */
export function loadResult(p99: number, serverCpu: number, more: Partial<LoadResult> = {}): LoadResult {
  const quantiles = { p50: p99 / 2, p90: p99, p99, p999: p99 * 2, max: p99 * 3 };
  const late = { p50: 0, p90: 0, p99: 0.01, p999: 0.02, max: 0.03 };
  const counts = { failed: 0, retried: 0, waited: 0, dialed: 0 };
  return { requests: 1000, seconds: 1, ...counts, latency: quantiles, late, idle: 0.9, serverCpu, ...more };
}

/** One server in one round. */
export function round(
  number: number,
  server: ServerId,
  ...loads: readonly { readonly load: Load; readonly result: LoadResult }[]
): Round {
  const memory = (resident: number) => ({ resident, anonymous: resident / 2, peak: resident });
  return { round: number, server, startMillis: 100, ready: memory(60), loads, afterLoad: memory(90) };
}

/** Rounds in which ours is twice as slow as the floor. */
export const ROUNDS: readonly Round[] = [1, 2, 3].flatMap((slowness) =>
  (['floor', 'ours', 'controller-runtime'] as const).map((server, index) =>
    round(
      slowness,
      server,
      ...([50, 200, 1000, 'closed loop'] as const).map((load) => ({
        load,
        result: loadResult(slowness * (index + 1), 30 * slowness * (index + 1)),
      })),
    ),
  ),
);

export const measured = <T>(result: T): Measured<T> => ({ date: '2026-11-26', machine: 'a machine', result });

const creation = (p50: number) => ({ perSecond: 1000 / p50, p50, p99: p50 * 3 });

const cluster = {
  apiServer: 'v1.35.4',
  options: { podsPerRound: 300, warmUpPods: 1500, rounds: 5, concurrency: 8 },
  variants: (['none', 'ours', 'controller-runtime'] as const).map((variant, index) => ({
    variant,
    oneAtATime: creation(3 + index),
    together: creation(10 + index),
    calls: variant === 'none' ? undefined : { count: 10, meanMillis: 2, within5Millis: 0.9, within25Millis: 1 },
    missed: 0,
  })),
};

/** A whole bench. */
export const RESULTS: Results = {
  sideBySide: measured({
    loads: summarise(ROUNDS, true),
    servers: summariseServers(ROUNDS),
    logShare: { median: 3.2, low: 2.8, high: 4.5 },
    missing: [{ server: 'pepr', reason: 'npm ci of Pepr failed' }],
  }),
  replica: measured([10, 100, 1000].map((rate) => ({ rate, millicores: rate / 2, mib: 90, p50: 0.4, p99: 1.1 }))),
  inside: measured({
    counter: 'perf',
    rate: 50,
    servers: [{ server: 'ours', allocatedKiB: 62.4, systemCalls: { total: 6.2, byName: { read: 1, futex: 1.4 } } }],
  }),
  sizes: measured([{ server: 'ours', size: '1 MB', p50: 2.2, p99: 4, cpu: 2.4 }]),
  'in-process': measured([{ size: '6 KB', step: 'whole path', p50: 20, p99: 60, samples: 1000 }]),
  cluster: measured(cluster),
  node: measured(cluster),
  watches: measured({
    namespaces: 1000,
    rate: 100,
    minutes: 1,
    requests: 6000,
    failed: 0,
    readyMillis: 900,
    readyMiB: 97,
    rssMiB: [98, 99, 99, 99],
  }),
  soak: measured({
    namespaces: 1000,
    rate: 100,
    minutes: 60,
    requests: 360_000,
    failed: 0,
    readyMillis: 900,
    readyMiB: 98,
    rssMiB: [100, 105, 110, 111, 110, 112, 111, 112],
  }),
};
