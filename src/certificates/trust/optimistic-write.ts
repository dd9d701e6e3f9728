import { setTimeout as sleep } from 'node:timers/promises';

/** Writers that meet pass each other by after one or two tries; this many mean that something else is wrong. */
const MOST_TRIES = 8;

/** How long a writer waits at most before it tries again, so that those who met do not meet again. */
const PAUSE_MILLIS = 50;

/**
 * Reads and writes until nobody else has written in between.
 *
 * @param what is written, for the message
 * @param attempt reads afresh, and writes where something is missing; answers whether all is as it should be
 * @throws Error where others were faster each time, and whatever the attempt throws
 */
export async function writeOptimistically(what: string, attempt: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (await attempt()) {
      return;
    }
    await sleep(Math.random() * PAUSE_MILLIS);
  }
  throw new Error(`${what} was changed by others each time that it was to be written`);
}
