import type { Results, SideBySide } from '../results.ts';
import type { Load } from '../side-by-side/round-plan.ts';
import type { LoadSummary } from '../side-by-side/summary.ts';
import type { Estimate } from '../statistics.ts';
import { memorySlope, type WatchingResult } from '../watches/watching-replica.ts';
import { withInterval } from './markdown.ts';
import { whyCpu, whyGrowth, whyLarge, whyLog, whyP99, whySlowCpu, whyThroughput } from './missed.ts';
import { summaryOf } from './summary-of.ts';

/** Something that we hold ourselves to, against what was measured. */
export interface Target {
  readonly what: string;
  readonly measured: string;
  readonly wanted: string;
  readonly reached: boolean;
  /** Why it is missed, where it is. */
  readonly why?: string;
}

/** Judges what was measured; a target whose part was not measured is not there. */
export function judgeTargets(results: Results): readonly Target[] {
  return [
    ...(results.sideBySide === undefined ? [] : sideBySideTargets(results.sideBySide.result)),
    ...insideTargets(results),
    ...sizeTargets(results),
    ...memoryTargets(results),
  ];
}

function sideBySideTargets(measured: SideBySide): readonly Target[] {
  const ours = (load: Load): LoadSummary | undefined => summaryOf(measured, 'ours', load);
  const closed = ours('closed loop');
  const slow = ours(50);
  const started = measured.servers.find(({ server }) => server === 'ours');
  return [
    because(atMost('CPU a request, closed loop, with the log', 42, 'µs', closed?.cpu.median, 1), whyCpu(measured)),
    because(logTarget(measured.logShare), whyLog),
    because(
      atLeast('closed-loop throughput against the floor', LEAST_THROUGHPUT, closed?.toFloor?.perSecond.median, 2),
      whyThroughput(LEAST_THROUGHPUT, measured),
    ),
    ...[50, 200, 1000].map((rate) => because(p99Target(rate, ours(rate)), whyP99)),
    because(
      atMost('CPU a request at 50 a second, against the floor', 1.1, 'times', slow?.toFloor?.cpu.median, 2),
      whySlowCpu,
    ),
    atMost('start', 200, 'ms', started?.startMillis, 0),
  ].filter((target) => target !== undefined);
}

const LEAST_THROUGHPUT = 0.7;
const LOG_MICROS = 4;

function logTarget(share: Estimate | undefined): Target | undefined {
  return (
    share && {
      what: 'of that, the log line',
      measured: `${withInterval(share, 1)} µs`,
      wanted: `at most ${LOG_MICROS} µs`,
      reached: share.median <= LOG_MICROS,
    }
  );
}

const P99_TIMES = 1.1;

/** Reached where the interval leaves it open: what was measured then does not tell the two servers apart. */
function p99Target(rate: number, summary: LoadSummary | undefined): Target | undefined {
  const ratio = summary?.toFloor?.p99;
  return (
    ratio && {
      what: `p99 at ${rate} a second, against the floor`,
      measured: `${withInterval(ratio, 2)} times`,
      wanted: `at most ${P99_TIMES} times`,
      reached: ratio.low <= P99_TIMES,
    }
  );
}

function insideTargets({ inside }: Results): readonly Target[] {
  const ours = inside?.result.servers.find(({ server }) => server === 'ours');
  return [
    atMost('system calls a request at 50 a second', 4.5, '', ours?.systemCalls?.total, 1),
    atMost('allocation a request', 40, 'KiB', ours?.allocatedKiB, 0),
  ].filter((target) => target !== undefined);
}

function sizeTargets({ sizes }: Results): readonly Target[] {
  const medianOf = (name: string) => sizes?.result.find(({ server, size }) => server === 'ours' && size === name)?.p50;
  const [large, largest] = [medianOf('1 MB'), medianOf('3 MB')];
  const growth = large && largest && largest / large;
  return [
    because(atMost('a pod of 1 MB, median', 2.5, 'ms', large, 2), whyLarge),
    because(atMost('a pod of 3 MB against one of 1 MB, median', 3.3, 'times', growth, 1), whyGrowth),
  ].filter((target) => target !== undefined);
}

function memoryTargets({ watches, soak }: Results): readonly Target[] {
  const ready = watches ?? soak;
  return [
    ready &&
      atMost(
        `memory when ready, with watches of ${ready.result.namespaces.toLocaleString('en')} namespaces`,
        100,
        'MiB',
        ready.result.readyMiB,
        0,
      ),
    ...(soak === undefined ? [] : soakTargets(soak.result)),
  ].filter((target) => target !== undefined);
}

function soakTargets({ minutes, rate, rssMiB }: WatchingResult): readonly (Target | undefined)[] {
  return [
    atMost(`the same within ${minutes} minutes at ${rate} a second`, 120, 'MiB', Math.max(...rssMiB), 0),
    atMost('growth over the second half of that', 3, 'MiB', memorySlope(rssMiB), 1),
  ];
}

const because = (target: Target | undefined, why: string | undefined): Target | undefined =>
  target === undefined || target.reached || why === undefined ? target : { ...target, why };

function atMost(
  what: string,
  most: number,
  unit: string,
  value: number | undefined,
  digits: number,
): Target | undefined {
  const written = (amount: string): string => (unit === '' ? amount : `${amount} ${unit}`);
  return value === undefined
    ? undefined
    : {
        what,
        measured: written(value.toFixed(digits)),
        wanted: `at most ${written(String(most))}`,
        reached: Number(value.toFixed(digits)) <= most,
      };
}

function atLeast(what: string, least: number, value: number | undefined, digits: number): Target | undefined {
  return value === undefined
    ? undefined
    : {
        what,
        measured: value.toFixed(digits),
        wanted: `at least ${least}`,
        reached: Number(value.toFixed(digits)) >= least,
      };
}
