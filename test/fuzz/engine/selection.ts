import { appendFileSync } from 'node:fs';
import { chosenTarget } from './chosen-target.ts';

/*
 * In the place of the harness: picks out of what the fuzzer has kept the inputs that reach code which neither the seeds
 * nor smaller inputs reach. libFuzzer gives them in the order of their sizes.
 */

/** Where Jazzer.js counts, an array a file. */
declare const Fuzzer: { readonly coverageTracker: { readonly moduleCounters: readonly Uint8Array[] } };

const { FUZZ_SELECTED = '' } = process.env;

const target = chosenTarget();
const run = await target.open();
const reached = new Set<string>();

/** The places that were reached since the last time, and by nothing before. */
function newlyReached(): number {
  const before = reached.size;
  for (const [file, counters] of Fuzzer.coverageTracker.moduleCounters.entries()) {
    for (const [place, count] of counters.entries()) {
      if (count > 0) {
        reached.add(`${file} ${place}`);
      }
    }
    counters.fill(0);
  }
  return reached.size - before;
}

for (const seed of target.seeds()) {
  await run(seed);
}
newlyReached();

export async function fuzz(input: Uint8Array): Promise<void> {
  await run(input);
  if (newlyReached() > 0) {
    appendFileSync(FUZZ_SELECTED, `${Buffer.from(input).toString('base64')}\n`);
  }
}
