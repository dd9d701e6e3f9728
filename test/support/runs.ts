import { appendFileSync } from 'node:fs';
import fc from 'fast-check';

/** `make fuzz` looks so many times as often, and wants to know how often that was. */
const { PROPERTY_TIMES = '1', PROPERTY_COUNTS } = process.env;

const isAtLength = PROPERTY_TIMES !== '1';

/**
 * How often a property is looked at.
 *
 * @param numRuns in `make test`, with other values every time
 * @param seconds after which a slow machine looks no further, rather than fail
 */
export function runs(numRuns: number, seconds = 15): fc.Parameters<unknown> {
  return {
    numRuns: numRuns * Number(PROPERTY_TIMES),
    ...(isAtLength ? {} : { interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false }),
    ...(PROPERTY_COUNTS === undefined ? {} : { reporter: countInto(PROPERTY_COUNTS) }),
  };
}

const countInto =
  (file: string) =>
  (details: fc.RunDetails<unknown>): void => {
    appendFileSync(file, `${details.numRuns}\n`);
    if (details.failed) {
      throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
    }
  };
