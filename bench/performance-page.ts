import { clusterTable } from './cluster/cluster-table.ts';
import type { RateResult } from './https/bench-https.ts';
import { CONTESTANTS, FASTIFY, FLOOR, OURS, OURS_SILENT } from './https/contestant.ts';
import { SIZES } from './reviews.ts';
import { judgeTargets, type Results } from './targets.ts';

/** The page `docs/performance.md`. */
export function performancePage(results: Results): string {
  return `# Performance

<!-- Written by \`make bench\`; do not edit. The same numbers as JSON: performance.json -->

Every pod of an opted-in namespace waits for the webhook, so what it costs is measured, against what such a server costs at least. Anyone can
repeat it: \`make bench\` (about a quarter of an hour; \`make bench QUICK=1\` for a first impression).

Measured on ${results.date}, on ${results.machine}. Load generator and server share the machine, so the numbers compare the servers with each other;
they are no promise for yours.

## What we hold ourselves to

${table(
  ['', 'measured', 'wanted', ''],
  judgeTargets(results).map(({ what, measured, wanted, reached }) => [
    what,
    measured,
    wanted,
    reached ? 'reached' : '**missed**',
  ]),
)}

${missedSection(results)}## In process

From the bytes of a request to those of its answer, and the parts of that, in microseconds. The pod is a pipeline step that asks for half a GPU.
"Clone and diff" reaches the same patch the usual way: change a copy, and have fast-json-patch compute the difference.

${table(['pod', 'step', 'median', 'p99'], stepRows(results))}

Parsing decides, and it grows with the pod. Deciding and patching do not read more of a large pod than of a small one, but for the names of its
variables. Checking a pod against a schema costs less than half of parsing it, and buys that a shape we cannot read is answered, not thrown.

## Over HTTPS

As the API server calls: 25 kept-alive connections, TLS 1.3, HTTP/1.1, 6 KB pods. At fixed rates, requests are sent when they are due, whether or not
the server has answered, so that waiting counts. In the closed loop, each connection sends as soon as it has an answer. Of interleaved rounds,
the median by p99 is shown.

${table(
  [
    'server',
    'requests per second',
    'p50 ms',
    'p99 ms',
    'p99.9 ms',
    'CPU µs per request',
    'event-loop delay p99 ms',
    'MiB',
    'failed',
  ],
  httpsRows(results),
)}

Requests that failed at the servers on plain node:https met a connection that was just being closed: Node keeps an idle one for five seconds by default, the
API server for 90. Ours keeps it for 120.

The floor parses the JSON and answers a constant. "fastify, constant answer" shows what the framework adds by itself. Our server also checks, decides,
patches, logs a line and counts.

## End to end

${'skipped' in results.cluster ? `Not measured on this machine: ${results.cluster.skipped}.` : clusterTable(results.cluster)}

## Memory

${results.memory.requests.toLocaleString('en')} requests in a closed loop, ${results.memory.failed} failed. Resident memory in MiB after each ${Math.round(100 / results.memory.rssMiB.length)} %:

    ${results.memory.rssMiB.map((value) => value.toFixed(0)).join(' ')}

## Start

From the start of the process to the first accepted connection, ${results.starts.length} times, in milliseconds: ${results.starts.map((value) => value.toFixed(0)).join(', ')}.
`;
}

/** Where the targets that are missed lose, from the same run. */
function missedSection(results: Results): string {
  if (judgeTargets(results).every(({ reached }) => reached)) {
    return '';
  }
  const closed = (name: string) =>
    results.https.find((each) => each.contestant === name && each.rate === 'closed loop') as RateResult;
  const cpu = (name: string) => `${closed(name).cpuPerRequest.toFixed(0)} µs`;
  return `**What is missed, and why.** In the closed loop a request takes ${cpu(FLOOR)} of CPU time at the floor, ${cpu(FASTIFY)} with fastify and a constant
answer, ${cpu(OURS_SILENT)} with our checks, decision, patch and metrics, and ${cpu(OURS)} with the log line. To reach 0.8 of the floor's throughput, all
of ours together would have to fit into a quarter of the floor. In process the same work takes a fraction of that (see below); inside a server it finds
its code and data evicted by TLS, HTTP and the kernel between two requests, and all the more at 50 requests per second, where the process sleeps most of
the time: that is the difference in the p99. An API server that creates pods as fast as it can sends some hundred requests a second.
The floor, which holds nothing but Node, takes ${closed(FLOOR).rssMiB.toFixed(0)} MiB of resident memory under the same load; about 55 MiB of every process here are the pages of
the Node program itself.

`;
}

function stepRows({ inProcess }: Results): readonly (readonly string[])[] {
  return SIZES.flatMap(({ title }) =>
    inProcess
      .filter((each) => each.size === title)
      .map(({ size, step, p50, p99 }) => [size, step, p50.toFixed(1), p99.toFixed(1)]),
  );
}

function httpsRows({ https }: Results): readonly (readonly string[])[] {
  return CONTESTANTS.flatMap(({ name }) =>
    https
      .filter((each) => each.contestant === name)
      .map((each) => [
        name,
        each.rate === 'closed loop' ? `closed loop: ${each.perSecond.toFixed(0)}` : String(each.rate),
        each.p50.toFixed(2),
        each.p99.toFixed(2),
        each.p999.toFixed(2),
        each.cpuPerRequest.toFixed(0),
        each.loopDelayP99.toFixed(2),
        each.rssMiB.toFixed(0),
        String(each.failed),
      ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
