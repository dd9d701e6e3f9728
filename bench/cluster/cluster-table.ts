import type { ClusterBenchResult, Creation } from './bench-cluster.ts';

/** The result as Markdown. */
export function clusterTable({ apiServer, options, without, within, calls, missed }: ClusterBenchResult): string {
  const row = (title: string, { perSecond, p50, p99 }: Creation): string =>
    `| ${title} | ${perSecond.toFixed(0)} | ${p50.toFixed(2)} | ${p99.toFixed(2)} |`;
  const percent = (limit: string): string => `${(calls.share(limit) * 100).toFixed(1)} %`;
  return [
    `Pods created on one API server (${apiServer}), ${options.concurrency} at a time; medians of ${options.rounds} rounds of ${options.podsPerRound}, taken in turns.`,
    '',
    '| | pods per second | p50 ms | p99 ms |',
    '|---|---|---|---|',
    row('without the webhook', without),
    row('with the webhook', within),
    '',
    `The API server’s own histogram of its ${calls.count} calls to the webhook: ${calls.meanMillis().toFixed(2)} ms on average, ${percent('0.005')} within 5 ms, ${percent('0.025')} within 25 ms. Pods that it created without an answer: ${missed}.`,
  ].join('\n');
}
