import type { Log } from './log.ts';

/** A line about the same thing comes at most this often. */
const INTERVAL_MILLIS = 10_000;

interface Pause {
  leftOut: number;
  last: (leftOut: number) => void;
}

/**
 * Writes lines that anybody can cause. The first of a kind is written at once; those that follow within ten seconds are
 * counted, and the last of them is written with the number of those that were left out before it.
 *
 * @typeParam Kind comes from a closed list, since each is remembered for a while
 */
export class BoundedLog<Kind extends string> {
  readonly #log: Log;
  readonly #intervalMillis: number;
  readonly #pauses = new Map<Kind, Pause>();

  constructor(log: Log, intervalMillis = INTERVAL_MILLIS) {
    this.#log = log;
    this.#intervalMillis = intervalMillis;
  }

  write(level: 'warn' | 'debug', kind: Kind, fields: Readonly<Record<string, unknown>>, message: string): void {
    const write = (leftOut: number): void => this.#log[level](leftOut === 0 ? fields : { ...fields, leftOut }, message);
    const pause = this.#pauses.get(kind);
    if (pause === undefined) {
      write(0);
      this.#pause(kind);
    } else {
      pause.leftOut += 1;
      pause.last = write;
    }
  }

  #pause(kind: Kind): void {
    setTimeout(() => {
      const pause = this.#pauses.get(kind);
      this.#pauses.delete(kind);
      if (pause !== undefined && pause.leftOut > 0) {
        pause.last(pause.leftOut - 1);
        this.#pause(kind);
      }
    }, this.#intervalMillis).unref();
    this.#pauses.set(kind, { leftOut: 0, last: () => undefined });
  }
}
