import type { Measured, Results, SideBySide } from '../results.ts';
import { serverById } from '../servers/catalogue.ts';
import type { LoadSummary } from '../side-by-side/summary.ts';
import { answers } from './answers.ts';
import { table, withInterval } from './markdown.ts';
import { clusterSection, inProcessSection, insideSection, sizesSection, watchingSection } from './sections.ts';
import { closedLoopTable, fixedRatesTable, generatorLine, serversTable } from './side-by-side.ts';
import { summaryOf } from './summary-of.ts';
import { judgeTargets, type Target } from './targets.ts';
import { whereItGoes } from './where-it-goes.ts';

/** The page `docs/performance.md`. */
export function performancePage(results: Results): string {
  return `${[
    HEAD,
    answers(results),
    targetsSection(results),
    whereItGoes(results),
    section('Side by side', results.sideBySide, sideBySideSection),
    section('What no clock shows', results.inside, insideSection),
    section('Large pods', results.sizes, (sizes) => `${LARGE}\n\n${sizesSection(sizes)}`),
    section('In process', results['in-process'], (steps) => `${IN_PROCESS}\n\n${inProcessSection(steps)}`),
    section('On a real API server', results.cluster, (cluster) => `${ON_PROCESSES}\n\n${clusterSection(cluster)}`),
    section('On a real node', results.node, (node) => `${ON_NODE}\n\n${clusterSection(node)}`),
    section('Memory with watches', results.watches, watchingSection),
    section('For long', results.soak, watchingSection),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n')}\n`;
}

const HEAD = `# Performance

<!-- Written by \`make bench\`; do not edit. The same numbers as JSON: performance.json -->

Every pod of an opted-in namespace waits for the webhook. What that costs is measured here, beside what such a server costs at least, and beside
the same webhook as other people write it. Anyone can repeat it: \`make bench\` (about 25 minutes; \`QUICK=1\` for a first impression, \`ONLY=closed-loop
SERVERS=floor,ours ROUNDS=3\` for two rows), and \`make soak\` for an hour of steady load. It needs Linux, two cores and Go.`;

const LARGE = 'One review after the other, on one connection. The API server takes pods of up to 3 MB.';

const IN_PROCESS = `From the bytes of a request to those of its answer, and the parts of that. "Clone and diff" reaches the same patch the usual way: change a copy, and
have fast-json-patch compute the difference.`;

const ON_PROCESSES = `API server, etcd, the webhooks and the client share the machine's cores, and everything is a process on it.`;

const ON_NODE = `The same on a node: each webhook in pods from an image, as its chart or a Deployment makes them, called through a Service.`;

function section<T>(
  title: string,
  measured: Measured<T> | undefined,
  write: (result: T) => string,
): string | undefined {
  return measured && `## ${title}\n\n${write(measured.result)}\n\n${measuredLine(measured)}`;
}

const measuredLine = ({ date, machine }: Measured<unknown>): string => `Measured on ${date}, on ${machine}.`;

function targetsSection(results: Results): string {
  const targets = judgeTargets(results);
  const rows = targets.map(({ what, measured, wanted, reached }) => [
    what,
    measured,
    wanted,
    reached ? 'reached' : '**missed**',
  ]);
  const parts = [table(['', 'measured', 'wanted', ''], rows), titled('Why some are missed:', whysOf(targets))];
  return rows.length === 0
    ? ''
    : titled('## What we hold ourselves to', parts.filter((part) => part !== '').join('\n\n'));
}

/** What is missed for the same reason is told together. */
function whysOf(targets: readonly Target[]): string {
  const explained = targets.filter(({ why }) => why !== undefined);
  return [...Map.groupBy(explained, ({ why }) => why)]
    .map(([why, each]) => `* ${each.map(({ what }) => `**${what}**`).join(' and ')}: ${why}`)
    .join('\n');
}

function sideBySideSection(measured: SideBySide): string {
  const { loads, servers, missing, sharedCores } = measured;
  return [
    `As the API server calls: TLS 1.3, HTTP/1.1, up to 25 kept-alive connections, 6 KB pods, head and body in a packet each. ${
      sharedCores === undefined
        ? 'The server has one core for itself, and the load generator another.'
        : `**Server and generator share cores (${sharedCores}), so nothing here compares the servers with each other.**`
    } At fixed rates a request is sent when it is due, whether or not those before it are answered, and its latency counts from then. In the closed
loop each connection sends as soon as it has its answer. CPU is what the scheduler gave to all threads of the server.`,
    `${medians(loads)} Each round is a new process, and the servers take turns; in brackets the interval that holds the true median in 95 of 100 cases, or of fewer than six rounds the least and the most. Ratios are taken round by round. ${noise(measured)}`,
    titled('### As fast as it can', closedLoopTable(loads)),
    titled('### At fixed rates', fixedRatesTable(loads)),
    '### Start and memory',
    serversTable(servers),
    generatorLine(loads),
    `Before a server is timed it has to give the right answer to the timed pod, to one that asks in another way and has a GPU limit, and to one that does not ask; annotations that only say who was there do not count. The floor and fastify answer a constant. Pepr has no cluster here: the bench plays the API server that it wants for its store.`,
    ...missing.map(({ server, reason }) => `Not measured: ${serverById(server).title}: ${reason}.`),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** How many rounds there were: fewer of those that are far off. */
function medians(loads: readonly LoadSummary[]): string {
  const [most, least] = [Math.max, Math.min].map((pick) => pick(...loads.map(({ rounds }) => rounds)));
  const others = least === most ? '' : `, of ${least} for the peers`;
  return `Medians of ${most} ${most === 1 ? 'round' : 'rounds'}${others}.`;
}

/** A part of a section, where there is any. */
const titled = (title: string, text: string): string => (text === '' ? '' : `${title}\n\n${text}`);

/** What two equal servers differ by. */
function noise(measured: SideBySide): string {
  const ratios = [50, 200, 1000].flatMap((rate) => {
    const again = summaryOf(measured, 'floor-again', rate)?.toFloor?.p99;
    return again === undefined ? [] : [`${withInterval(again, 2)} at ${rate} a second`];
  });
  const cpu = summaryOf(measured, 'floor-again', 'closed loop')?.toFloor?.cpu;
  return ratios.length === 0 || cpu === undefined
    ? ''
    : `How much noise there is: the floor against itself has a p99 of ${ratios.join(', ')}, and a CPU time of ${withInterval(cpu, 2)}.`;
}
