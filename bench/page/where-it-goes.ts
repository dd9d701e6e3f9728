import type { Results } from '../results.ts';
import { table } from './markdown.ts';
import { summaryOf } from './targets.ts';

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
* About 4 µs are garbage collection: a request leaves 18 KiB more behind than at the floor, of which 12 are objects of decision and patch, spread over some thirty functions.
* 3 to 6 µs are not the server's doing: with nearly each answer it wakes the generator up, which the floor keeps busy.
* The rest is the same code with colder caches. No function takes more than 1 µs.

Tried, and not to be told from noise (60 µs): a young generation of 4, 8 or 16 MiB in place of 2 (63, 62, 64), garbage collection on one thread (63) or
without concurrent marking (65), one helper thread or none (59, 62). A young generation of 5 MiB or more halves the CPU time for pods of 500 KB and more, and takes 10 MiB in every replica.`;
