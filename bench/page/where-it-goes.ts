import type { Results } from '../results.ts';
import { table } from './markdown.ts';
import { summaryOf } from './summary-of.ts';

/** The pods that servers are timed with, as `sizes` calls them. */
const USUAL = '6 KB';

/**
 * What a request's CPU time is made of: differences between servers, and between steps in process. Left out where one of
 * them was not measured, or servers had no core to themselves.
 */
export function whereItGoes({ sideBySide, 'in-process': inProcess }: Results): string | undefined {
  const measured = sideBySide?.result;
  if (measured === undefined || measured.sharedCores !== undefined) {
    return undefined;
  }
  const step = (name: string) => inProcess?.result.find(({ size, step }) => size === USUAL && step === name)?.p50;
  const [floor, fastify, ours] = (['floor', 'fastify', 'ours'] as const).map(
    (server) => summaryOf(measured, server, 'closed loop')?.cpu.median,
  );
  const [path, parse, log] = [step('whole path'), step('JSON.parse'), measured.logShare?.median];
  if (
    floor === undefined ||
    fastify === undefined ||
    ours === undefined ||
    path === undefined ||
    parse === undefined ||
    log === undefined
  ) {
    return undefined;
  }
  const parts = [
    ['TLS, HTTP, JSON.parse and the kernel: the floor', floor],
    ['fastify', fastify - floor],
    ['to check, decide, patch and write the answer, again and again in one process', path - parse],
    ['the log line', log],
  ] as const;
  const rest = ours - parts.reduce((sum, [, micros]) => sum + micros, 0);
  const rows = [...parts, ['what is left', rest] as const, ['a request, in the closed loop', ours] as const];
  return [
    '## Where the CPU time of a request goes',
    '',
    table(
      ['', 'µs'],
      rows.map(([what, micros]) => [what, micros.toFixed(1)]),
    ),
    '',
    REST,
  ].join('\n');
}

/** Found by hand, so with a date of its own. */
const REST = `What is left was taken apart on 26 November 2026, on the same machine, by leaving things out and with a sampling profiler:

* 3 µs are the limits on bodies and connections, and closing connections now and then; 1 to 2 µs the metrics.
* About 4 µs are garbage collection: a request leaves 17 KiB more behind than at the floor, of which 12 are objects of decision and patch, spread over some thirty functions.
* 3 to 6 µs are not the server's doing: with nearly each answer it wakes the generator up, which the floor keeps busy.
* The rest is the same code with colder caches. No function takes more than 1 µs.

In the server, a clock between the steps says 10 µs for JSON.parse, 11 for what is made of it up to the answer's text, where the loop in process takes 7, 17 to
send that (12 at the floor, 13 with fastify), and 4 to record it.

Tried, and not to be told from noise (60 µs): a young generation of 2 or 8 MiB in place of 4 (62, 62), garbage collection on one thread (63 to 67, and 50 MiB more) or
without concurrent marking (65), one helper thread or none (59, 62), no Maglev (58 to 62), less inlining (62; without any 69). Deciding about all requests of a turn of the
event loop in one go, so that the code is in the caches, keeps them all alive at once: 91 µs, most of it garbage collection. A young generation of 16 MiB saves 4 µs, and takes 10 MiB in every replica.`;
