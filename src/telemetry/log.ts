import { type DestinationStream, type Logger, pino } from 'pino';
import type { Settings } from '../settings/settings.ts';
import { LogSink } from './log-sink.ts';
import { logTime } from './log-time.ts';
import { makePrintable } from './printable.ts';
import { openStandardOutput } from './standard-output.ts';

export interface Log extends Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'isLevelEnabled'> {
  /**
   * Writes what still waits, for the end of the process: returns when it is written, or after a short time when nobody
   * reads it.
   */
  flush(): void;
}

const noop = (): void => undefined;

/** A log of one JSON object a line, which is handed to a destination line by line. */
export function openLog(
  level: Settings['logLevel'],
  { destination }: { readonly destination: DestinationStream },
): Log {
  return Object.assign(openLogger(level, destination), { flush: noop });
}

/** Is told of lines that do not reach standard output. */
export interface LogObserver {
  /** Nobody reads, and a line did not fit into the memory set aside; it is lost. */
  dropped(): void;
  /** Lines could not be written, such as to a full disk; it is tried again. */
  failed(): void;
}

/** The log on standard output. It never makes anything wait, whether or not somebody reads. */
export function openStandardLog(level: Settings['logLevel'], { dropped, failed }: LogObserver): Log {
  const sink = new LogSink(openStandardOutput(), {
    dropped,
    failed,
    resumed: (lines) => logger.warn({ dropped: lines }, 'lines were dropped here, because the log was not read'),
  });
  const logger = openLogger(level, sink);
  const flush = () => sink.flush();
  // However the process ends, its last lines are the ones that say why.
  process.on('exit', flush);
  return Object.assign(logger, { flush });
}

function openLogger(level: Settings['logLevel'], destination: DestinationStream): Logger {
  return pino(
    {
      level,
      // No pid and host name: a pod's log has both already.
      base: null,
      timestamp: logTime(),
      formatters: { level: (label) => ({ level: label }), log: makePrintable },
    },
    destination,
  );
}
