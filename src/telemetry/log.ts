import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Settings } from '../settings/settings.ts';
import { makePrintable } from './printable.ts';

export interface Log extends Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'isLevelEnabled'> {
  /** Writes what is still buffered, and returns when it is written. */
  flush(): void;
}

const STDOUT = 1;

const noop = (): void => undefined;

/** Lines wait for one another up to this many bytes, which saves a system call each; see also FLUSH_MILLIS. */
const BUFFER_BYTES = 15 * 1024;

/** And no longer than this. */
const FLUSH_MILLIS = 250;

/** When nobody reads the log, lines are dropped beyond this many bytes: memory is worth more. */
const MAX_BUFFER_BYTES = 4 * 1024 * 1024;

export interface LogOptions {
  /** Where lines go in place of standard output. */
  readonly destination?: DestinationStream;
  /** Is told when lines could not be written, such as to a full disk; without it that would end the process. */
  readonly onLost?: () => void;
}

/** A log of one JSON object a line. To standard output it is written beside the request path, never on it. */
export function openLog(level: Settings['logLevel'], { destination, onLost = noop }: LogOptions = {}): Log {
  const stdout =
    destination === undefined
      ? pino.destination({
          dest: STDOUT,
          sync: false,
          minLength: BUFFER_BYTES,
          maxLength: MAX_BUFFER_BYTES,
          periodicFlush: FLUSH_MILLIS,
        })
      : undefined;
  stdout?.on('error', () => {
    // At the end it would try for ever to write what cannot be written.
    stdout.flushSync = noop;
    onLost();
  });
  const logger = pino(
    {
      level,
      // No pid and host name: a pod's log has both already.
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: makePrintable },
    },
    stdout ?? (destination as DestinationStream),
  );
  return Object.assign(logger, { flush: () => stdout?.flushSync() });
}
