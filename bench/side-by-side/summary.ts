import type { LoadResult } from '../load/task.ts';
import type { ServerId } from '../servers/server.ts';
import { type Estimate, estimate, median } from '../statistics.ts';
import type { Load } from './round-plan.ts';
import type { Round } from './rounds.ts';

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

/** Results of one server under one load, by round. */
type ByRound = ReadonlyMap<number, LoadResult>;

const FLOOR: ServerId = 'floor';

const perSecond = ({ requests, seconds }: LoadResult): number => requests / seconds;
const p99 = ({ latency }: LoadResult): number => latency.p99;
const cpu = ({ serverCpu }: LoadResult): number => serverCpu;

/**
 * The loads in the order in which they were measured, and under each the servers in theirs.
 *
 * @param isComparable whether server and generator had a core each; without that a ratio would say nothing
 */
export function summarise(rounds: readonly Round[], isComparable: boolean): readonly LoadSummary[] {
  const servers = [...new Set(rounds.map(({ server }) => server))];
  const loads = [...new Set(rounds.flatMap((round) => round.loads.map(({ load }) => load)))];
  return loads.flatMap((load) => {
    const floor = isComparable ? resultsOf(rounds, FLOOR, load) : new Map();
    return servers
      .map((server) => ({ server, results: resultsOf(rounds, server, load) }))
      .filter(({ results }) => results.size > 0)
      .map(({ server, results }) => ({ server, load, ...summariseLoad(results, floor) }));
  });
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

/** What the log line costs a request in the closed loop, in microseconds of CPU time; undefined where one of the two did not take part. */
export function logShare(rounds: readonly Round[]): Estimate | undefined {
  const [withLog, without] = (['ours', 'ours-silent'] as const).map((id) => resultsOf(rounds, id, 'closed loop'));
  const differences = [...(withLog ?? [])].flatMap(([round, result]) => {
    const silent = without?.get(round);
    return silent === undefined ? [] : [cpu(result) - cpu(silent)];
  });
  return differences.length === 0 ? undefined : estimate(differences);
}

function resultsOf(rounds: readonly Round[], server: ServerId, load: Load): ByRound {
  return new Map(
    rounds
      .filter((each) => each.server === server)
      .flatMap(({ round, loads }) =>
        loads.filter((each) => each.load === load).map(({ result }) => [round, result] as const),
      ),
  );
}

function summariseLoad(byRound: ByRound, floor: ByRound): Omit<LoadSummary, 'server' | 'load'> {
  const results = [...byRound.values()];
  const of = (pick: (result: LoadResult) => number) => results.map(pick);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    rounds: results.length,
    perSecond: median(of(perSecond)),
    p50: median(of(({ latency }) => latency.p50)),
    p99: estimate(of(p99)),
    p999: median(of(({ latency }) => latency.p999)),
    cpu: estimate(of(cpu)),
    toFloor: againstFloor(byRound, floor),
    failed: sum(of(({ failed }) => failed)),
    retried: sum(of(({ retried }) => retried)),
    generatorIdle: Math.min(...of(({ idle }) => idle)),
    generatorLateP99: Math.max(...of(({ late }) => late.p99)),
  };
}

/** Divided round by round: what slowed one round down, slowed both. */
function againstFloor(byRound: ByRound, floor: ByRound): LoadSummary['toFloor'] {
  const pairs = [...byRound].flatMap(([round, result]) => {
    const base = floor.get(round);
    return base === undefined ? [] : [{ result, base }];
  });
  const ratio = (pick: (result: LoadResult) => number): Estimate =>
    estimate(pairs.map(({ result, base }) => pick(result) / pick(base)));
  return pairs.length === 0 ? undefined : { p99: ratio(p99), cpu: ratio(cpu), perSecond: ratio(perSecond) };
}
