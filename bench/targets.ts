import type { ClusterBenchResult } from './cluster/bench-cluster.ts';
import type { RateResult, SoakResult } from './https/bench-https.ts';
import { FLOOR, OURS } from './https/contestant.ts';
import type { StepResult } from './in-process.ts';

export interface Results {
  readonly machine: string;
  readonly date: string;
  readonly inProcess: readonly StepResult[];
  readonly starts: readonly number[];
  readonly https: readonly RateResult[];
  readonly memory: SoakResult;
  readonly cluster: ClusterBenchResult | { readonly skipped: string };
}

export interface Target {
  readonly what: string;
  readonly measured: string;
  readonly wanted: string;
  readonly reached: boolean;
}

/** What we hold ourselves to, against what was measured. */
export function judgeTargets(results: Results): readonly Target[] {
  const step = (name: string) =>
    results.inProcess.find((each) => each.size === '6 KB' && each.step === name) as StepResult;
  const at = (contestant: string, rate: RateResult['rate']) =>
    results.https.find((each) => each.contestant === contestant && each.rate === rate) as RateResult;
  const decide = step('decide and patch').p50;
  const handler = step('whole path').p99 / 1000;
  const ours = at(OURS, 50).p99;
  const toFloor = ours / at(FLOOR, 50).p99;
  const throughput = at(OURS, 'closed loop').perSecond / at(FLOOR, 'closed loop').perSecond;
  const rss = Math.max(...results.memory.rssMiB);
  const slope = memorySlope(results.memory);
  const start = (results.starts[Math.floor(results.starts.length / 2)] ?? Number.NaN) / 1000;
  return [
    target('decide and patch, 6 KB pod, median', `${decide.toFixed(1)} µs`, 'at most 10 µs', decide <= 10),
    target('handler in process, 6 KB pod, p99', `${handler.toFixed(3)} ms`, 'at most 1 ms', handler <= 1),
    target('HTTPS at 50 per second, p99', `${ours.toFixed(2)} ms`, 'at most 10 ms', ours <= 10),
    target('the same, against the floor', `${toFloor.toFixed(2)} times`, 'at most 1.15 times', toFloor <= 1.15),
    target('closed-loop throughput, against the floor', throughput.toFixed(2), 'at least 0.8', throughput >= 0.8),
    target('resident memory', `${rss.toFixed(0)} MiB`, 'at most 96 MiB', rss <= 96),
    target('growth over the second half of the soak', `${slope.toFixed(1)} MiB`, 'at most 3 MiB', slope <= 3),
    target('start to ready, median', `${start.toFixed(2)} s`, 'at most 0.5 s', start <= 0.5),
  ];
}

/** How much more memory the last quarter of a soak took than the third one, on average, in MiB. */
export function memorySlope({ rssMiB }: SoakResult): number {
  const quarter = Math.floor(rssMiB.length / 4);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean(rssMiB.slice(-quarter)) - mean(rssMiB.slice(-2 * quarter, -quarter));
}

const target = (what: string, measured: string, wanted: string, reached: boolean): Target => ({
  what,
  measured,
  wanted,
  reached,
});
