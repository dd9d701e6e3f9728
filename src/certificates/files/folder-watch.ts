import { type FSWatcher, watch } from 'node:fs';

export interface WatchTiming {
  /** Quiet time after a change before it is looked at: a pair is two files. */
  readonly settleMillis: number;
  /** How often to look without having been told. */
  readonly pollMillis: number;
}

const DEFAULT_TIMING: WatchTiming = { settleMillis: 100, pollMillis: 60_000 };

/**
 * Calls `look` some time after anything in a folder changes, and every now and then in any case: notifications are not
 * to be had on every file system, and end when the folder itself is replaced. Never keeps the process alive.
 *
 * @returns a function that ends the watch
 */
export function watchFolder(folder: string, look: () => void, timing: WatchTiming = DEFAULT_TIMING): () => void {
  let settling: NodeJS.Timeout | undefined;
  const poll = setInterval(look, timing.pollMillis).unref();
  const watcher = tryWatch(folder, () => {
    clearTimeout(settling);
    settling = setTimeout(look, timing.settleMillis).unref();
  });
  return () => {
    clearTimeout(settling);
    clearInterval(poll);
    watcher?.close();
  };
}

function tryWatch(folder: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, changed);
    // Such as the folder's removal, or the limit on inotify watches; the poll goes on.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
