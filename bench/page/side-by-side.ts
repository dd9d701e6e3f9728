import { serverById } from '../servers/catalogue.ts';
import type { LoadSummary, ServerSummary } from '../side-by-side/summary.ts';
import { table, withInterval } from './markdown.ts';

/** The servers as fast as they can. */
export function closedLoopTable(summaries: readonly LoadSummary[]): string {
  return table(
    [
      'server',
      'requests per second',
      'against the floor',
      'CPU µs per request',
      'against the floor',
      'p50 ms',
      'p99 ms',
    ],
    summaries
      .filter(({ load }) => load === 'closed loop')
      .map((each) => [
        titleOf(each),
        each.perSecond.toFixed(0),
        toFloor(each, 'perSecond'),
        withInterval(each.cpu, 1),
        toFloor(each, 'cpu'),
        each.p50.toFixed(2),
        withInterval(each.p99, 2),
      ]),
  );
}

/** The servers at rates that they can all keep up with. */
export function fixedRatesTable(summaries: readonly LoadSummary[]): string {
  return table(
    [
      'requests per second',
      'server',
      'p50 ms',
      'p99 ms',
      'p99 against the floor',
      'p99.9 ms',
      'CPU µs per request',
      'CPU against the floor',
    ],
    summaries
      .filter(({ load }) => load !== 'closed loop')
      .map((each) => [
        String(each.load),
        titleOf(each),
        each.p50.toFixed(2),
        withInterval(each.p99, 2),
        toFloor(each, 'p99'),
        each.p999.toFixed(2),
        withInterval(each.cpu, 0),
        toFloor(each, 'cpu'),
      ]),
  );
}

/** What the servers take before and after. */
export function serversTable(servers: readonly ServerSummary[]): string {
  return table(
    ['server', 'start ms', 'MiB, ready', 'MiB, after load'],
    servers.map((each) => [
      titleOf(each),
      each.startMillis.toFixed(0),
      each.readyMiB.toFixed(0),
      each.afterLoadMiB.toFixed(0),
    ]),
  );
}

/** A generator that is later than that has not had its core for itself. */
const BUSY_MILLIS = 1;

/** What may have spoilt the numbers. */
export function generatorLine(summaries: readonly LoadSummary[]): string {
  const idle = Math.min(...summaries.map(({ generatorIdle }) => generatorIdle));
  const late = Math.max(...summaries.map(({ generatorLateP99 }) => generatorLateP99));
  const failed = summaries.filter((each) => each.failed > 0);
  const failures = failed.map((each) => `${each.failed} at ${titleOf(each)} (${each.load})`);
  return [
    `The generator had nothing to do for at least ${(idle * 100).toFixed(0)} % of the time,`,
    `and sent 99 of 100 requests within ${late.toFixed(2)} ms of when they were due, also in its worst round.`,
    ...(late > BUSY_MILLIS ? ['**So something else kept the machine busy, and the numbers say little.**'] : []),
    failed.length === 0 ? 'No request failed.' : `Requests that failed: ${failures.join(', ')}.`,
  ].join(' ');
}

const titleOf = ({ server }: { readonly server: LoadSummary['server'] }): string => serverById(server).title;

function toFloor({ toFloor: ratios, server }: LoadSummary, which: 'p99' | 'cpu' | 'perSecond'): string {
  return ratios === undefined || server === 'floor' ? '' : withInterval(ratios[which], 2);
}
