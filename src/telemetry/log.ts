import { type DestinationStream, type Logger, pino, symbols } from 'pino';
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
  const logger = pino(
    {
      level,
      // No pid and host name: a pod's log has both already.
      base: null,
      timestamp: logTime(),
    },
    destination,
  );
  return Object.assign(logger, { [symbols.asJsonSym]: lineOf });
}

const BEGINNINGS: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(pino.levels.labels).map(([level, label]) => [level, `{"level":"${label}"`]),
);

/**
 * A line as pino writes it, but for its fields, which are made JSON all at once: one by one, as pino does it for the sake of
 * what we do not use (serializers, redaction), they took half of the time that a line takes.
 */
function lineOf(fields: object, message: string | undefined, level: number, time: string): string {
  const json = JSON.stringify(makePrintable(fields));
  const inner = json === '{}' ? '' : `,${json.slice(1, -1)}`;
  const end = message === undefined ? '}\n' : `,"msg":${JSON.stringify(message)}}\n`;
  return `${BEGINNINGS[level]}${time}${inner}${end}`;
}
