import { setTimeout as sleep } from 'node:timers/promises';

/** How long to wait, how often to look, and what to print when it was in vain. */
export interface WaitOptions {
  timeoutSeconds?: number;
  everyMs?: number;
  /** More to print after the last thing seen, such as the end of a log. */
  atTheEnd?: () => string | Promise<string>;
}

/**
 * Looks again and again until `look` returns something other than undefined or false. A look that throws counts as
 * "not yet". Gives up with an error that says what was wanted and what was seen last: whatever `look` passed to
 * `saw`, or its last exception.
 */
export async function waitFor<T>(
  wanted: string,
  look: (saw: (what: unknown) => void) => Promise<T | undefined | false>,
  { timeoutSeconds = 60, everyMs = 100, atTheEnd }: WaitOptions = {},
): Promise<T> {
  const end = Date.now() + timeoutSeconds * 1000;
  let last: unknown = 'nothing at all';
  for (;;) {
    try {
      const found = await look((what) => {
        last = what;
      });
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) break;
    await sleep(everyMs);
  }
  const more = atTheEnd === undefined ? '' : `\n${await atTheEnd()}`;
  throw new Error(`gave up after ${timeoutSeconds} s waiting for ${wanted}; last seen: ${describe(last)}${more}`);
}

/** Short text for anything: an exception by its message, an object as JSON without its managed fields. */
export function describe(what: unknown): string {
  if (typeof what === 'string') return what;
  if (what instanceof Error) {
    // fetch() hides what went wrong in the cause.
    const cause = what.cause instanceof Error ? ` (${what.cause.message})` : '';
    return `${what.message.slice(0, 2000)}${cause}`;
  }
  const text = JSON.stringify(what, (key, value: unknown) => (key === 'managedFields' ? undefined : value), 2);
  return (text ?? String(what)).slice(0, 6000);
}
