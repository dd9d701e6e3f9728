import { constants, fstatSync, openSync } from 'node:fs';

const STDOUT = 1;

/**
 * A descriptor of standard output on which writing does not wait for whoever reads: a pipe that is full takes nothing
 * (EAGAIN). Whether it does so belongs to the open file, which the parent may share, its terminal for one. So pipes
 * (all containers have one) and terminals are opened once more, by their name in `/proc`; from then on it is ours.
 */
export function openStandardOutput(): number {
  const kind = fstatSync(STDOUT);
  // Not a file, which would be written from its beginning.
  if (kind.isFIFO() || kind.isCharacterDevice()) {
    try {
      return openSync(`/proc/self/fd/${STDOUT}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch {
      // It belongs to another user, nobody reads it at all, or there is no `/proc`.
    }
  }
  // Nor can a socket be opened once more. Node.js makes sockets and pipes non-blocking when this is first looked at, for
  // all who share them, as in every program on it that prints; and sets them back in the end.
  void process.stdout;
  return STDOUT;
}
