import { writeFileSync } from 'node:fs';
import { Bounds } from '../bounds.ts';
import { chosenTarget } from './chosen-target.ts';

/*
 * What Jazzer.js calls: `fuzz`, with one input after the other. Which target is meant, and where to leave what was
 * measured, stands in the environment.
 */

const { FUZZ_MEASURED } = process.env;

/** Measured so often, since the process may end at any time. */
const NOTE_EVERY = 5_000;

const bounds = new Bounds(await chosenTarget().open());

export function fuzz(input: Uint8Array): void | Promise<void> {
  if (FUZZ_MEASURED !== undefined && bounds.inputs % NOTE_EVERY === 0) {
    const { inputs, slowestMillis, weighings } = bounds;
    const { user, system } = process.cpuUsage();
    const cpuSeconds = (user + system) / 1e6;
    writeFileSync(FUZZ_MEASURED, JSON.stringify({ inputs, cpuSeconds, slowestMillis, weighings }));
  }
  return bounds.run(input);
}
