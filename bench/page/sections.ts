import type { ClusterBenchResult, Variant } from '../cluster/bench-cluster.ts';
import type { StepResult } from '../in-process.ts';
import type { InsideResult } from '../inside/inside.ts';
import { SIZES } from '../reviews.ts';
import { serverById } from '../servers/catalogue.ts';
import type { SizeResult } from '../side-by-side/sizes.ts';
import type { WatchingResult } from '../watches/watching-replica.ts';
import { table } from './markdown.ts';

/** What no clock shows. */
export function insideSection({ counter, rate, servers }: InsideResult): string {
  const rows = servers.map(({ server, allocatedKiB, systemCalls }) => {
    const names = Object.entries(systemCalls?.byName ?? {})
      .filter(([, count]) => count >= 0.05)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${name} ${count.toFixed(1)}`);
    return [serverById(server).title, allocatedKiB.toFixed(0), systemCalls?.total.toFixed(1) ?? '–', names.join(', ')];
  });
  const counted = servers.some(({ systemCalls }) => systemCalls !== undefined)
    ? `System calls are those at ${rate} a second, counted by ${counter}.`
    : `System calls were not counted: ${counter}.`;
  return [
    table(['server', 'KiB allocated a request', 'system calls a request', 'of which'], rows),
    '',
    `Allocated is what V8 or Go put on its heap for a request. ${counted}`,
  ].join('\n');
}

/** How it grows with the pod. */
export function sizesSection(sizes: readonly SizeResult[]): string {
  const rows = sizes.map(({ server, size, p50, p99, cpu }) => [
    size,
    serverById(server).title,
    p50.toFixed(2),
    p99.toFixed(2),
    cpu.toFixed(2),
  ]);
  return table(['pod', 'server', 'p50 ms', 'p99 ms', 'CPU ms'], rows);
}

/** What our own steps take. */
export function inProcessSection(steps: readonly StepResult[]): string {
  const rows = SIZES.flatMap(({ title }) =>
    steps
      .filter(({ size }) => size === title)
      .map(({ size, step, p50, p99 }) => [size, step, p50.toFixed(1), p99.toFixed(1)]),
  );
  return table(['pod', 'step', 'median µs', 'p99 µs'], rows);
}

const VARIANT_TITLES: Readonly<Record<Variant, string>> = {
  none: 'no webhook',
  ours: 'gpu-fraction-webhook',
  'controller-runtime': 'the controller-runtime one',
};

/** Pods on an API server. */
export function clusterSection({ apiServer, options, variants }: ClusterBenchResult): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const rows = variants.map(({ variant, oneAtATime, together, calls, missed }) => [
    VARIANT_TITLES[variant],
    oneAtATime.p50.toFixed(2),
    oneAtATime.p99.toFixed(2),
    together.perSecond.toFixed(0),
    together.p50.toFixed(2),
    together.p99.toFixed(2),
    calls === undefined
      ? ''
      : `${calls.meanMillis.toFixed(2)} ms; ${percent(calls.within5Millis)}, ${percent(calls.within25Millis)}`,
    calls === undefined ? '' : String(missed),
  ]);
  const head = [
    'in the way',
    'one at a time: p50 ms',
    'p99 ms',
    `${options.concurrency} at a time: pods per second`,
    'p50 ms',
    'p99 ms',
    'the API server’s calls: mean; within 5 ms, within 25 ms',
    'missed',
  ];
  return [
    table(head, rows),
    '',
    `kube-apiserver ${apiServer}; medians of ${options.rounds} ${options.rounds === 1 ? 'round' : 'rounds'} of ${options.podsPerRound} pods, taken in turns, after ${options.warmUpPods.toLocaleString('en')} for each to warm up. Missed is what was created without an answer.`,
  ].join('\n');
}

/** A replica that watches while it works. */
export function watchingSection(measured: WatchingResult): string {
  const { namespaces, rate, minutes, requests, failed, readyMillis, readyMiB, rssMiB } = measured;
  const count = namespaces.toLocaleString('en');
  return [
    `With watches of ${count} namespaces and as many PodDefaults on a real API server, in the mode of a pod: ready, everything read, after ${(readyMillis / 1000).toFixed(1)} s, with ${readyMiB.toFixed(0)} MiB.`,
    `Then ${rate} reviews a second for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}, ${requests.toLocaleString('en')} in all, ${failed} failed. Resident memory in MiB after each ${Math.round(100 / rssMiB.length)} %:`,
    '',
    `    ${rssMiB.map((value) => value.toFixed(0)).join(' ')}`,
  ].join('\n');
}
