import type { FuzzTarget } from '../fuzz-target.ts';
import { TARGETS } from '../targets/index.ts';

/** The target that the environment names. */
export function chosenTarget(): FuzzTarget {
  const { FUZZ_TARGET } = process.env;
  const target = TARGETS.find(({ name }) => name === FUZZ_TARGET);
  if (target === undefined) {
    throw new Error(`FUZZ_TARGET is ${FUZZ_TARGET}; use one of ${TARGETS.map(({ name }) => name).join(', ')}`);
  }
  return target;
}
