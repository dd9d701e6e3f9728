import type { LoadResult } from '../load/task.ts';
import type { ServerId } from '../servers/server.ts';
import { type Estimate, estimate, median, ratio } from '../statistics.ts';
import type { Load, Round } from './rounds.ts';

export type { Load } from './rounds.ts';

/** One server under one load, over all rounds. */
export interface LoadSummary {
  readonly server: ServerId;
  readonly load: Load;
  readonly rounds: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: Estimate;
  readonly p999: number;
  /** Microseconds of CPU time a request. */
  readonly cpu: Estimate;
  /** Against the floor in the same round; undefined where the floor did not take part, or not comparably. */
  readonly toFloor: { readonly p99: Estimate; readonly cpu: Estimate; readonly perSecond: Estimate } | undefined;
  readonly failed: number;
  readonly retried: number;
  /** The generator's: the least of the rounds, and its own delay in the worst of them. */
  readonly generatorIdle: number;
  readonly generatorLateP99: number;
}

/** One server, whatever the load. */
export interface ServerSummary {
  readonly server: ServerId;
  readonly startMillis: number;
  readonly readyMiB: number;
  readonly afterLoadMiB: number;
}

const FLOOR: ServerId = 'floor';

/**
 * The loads in the order in which they were measured, and under each the servers in theirs.
 *
 * @param isComparable whether server and generator had a core each; without that a ratio would say nothing
 */
export function summarise(rounds: readonly Round[], isComparable: boolean): readonly LoadSummary[] {
  const servers = [...new Set(rounds.map(({ server }) => server))];
  const loads = [...new Set(rounds.flatMap((round) => round.loads.map(({ load }) => load)))];
  return loads.flatMap((load) =>
    servers.map((server) =>
      summariseLoad(server, load, resultsOf(rounds, server, load), isComparable ? resultsOf(rounds, FLOOR, load) : []),
    ),
  );
}

/** What a server is like before and after. */
export function summariseServers(rounds: readonly Round[]): readonly ServerSummary[] {
  const servers = [...new Set(rounds.map(({ server }) => server))];
  return servers.map((server) => {
    const own = rounds.filter((round) => round.server === server);
    return {
      server,
      startMillis: median(own.map(({ startMillis }) => startMillis)),
      readyMiB: median(own.map(({ ready }) => ready.resident)),
      afterLoadMiB: median(own.map(({ afterLoad }) => afterLoad.resident)),
    };
  });
}

function resultsOf(rounds: readonly Round[], server: ServerId, load: Load): readonly LoadResult[] {
  return rounds
    .filter((round) => round.server === server)
    .flatMap((round) => round.loads.filter((each) => each.load === load).map(({ result }) => result));
}

function summariseLoad(
  server: ServerId,
  load: Load,
  results: readonly LoadResult[],
  floor: readonly LoadResult[],
): LoadSummary {
  const of = (pick: (result: LoadResult) => number) => results.map(pick);
  const against = (pick: (result: LoadResult) => number) => ratio(of(pick), floor.map(pick));
  const perSecond = ({ requests, seconds }: LoadResult) => requests / seconds;
  const p99 = ({ latency }: LoadResult) => latency.p99;
  const cpu = ({ serverCpu }: LoadResult) => serverCpu;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    server,
    load,
    rounds: results.length,
    perSecond: median(of(perSecond)),
    p50: median(of(({ latency }) => latency.p50)),
    p99: estimate(of(p99)),
    p999: median(of(({ latency }) => latency.p999)),
    cpu: estimate(of(cpu)),
    toFloor: floor.length === 0 ? undefined : { p99: against(p99), cpu: against(cpu), perSecond: against(perSecond) },
    failed: sum(of(({ failed }) => failed)),
    retried: sum(of(({ retried }) => retried)),
    generatorIdle: Math.min(...of(({ idle }) => idle)),
    generatorLateP99: Math.max(...of(({ late }) => late.p99)),
  };
}
