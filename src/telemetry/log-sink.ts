import { writeSync } from 'node:fs';
import { LineBuffer } from './line-buffer.ts';

/**
 * Lines wait for one another up to this many bytes, which a pipe of 64 KiB takes at once: each writing to an empty one wakes
 * its reader up. See also FLUSH_MILLIS.
 */
const BATCH_BYTES = 48 * 1024;

/** And no longer than this. */
const FLUSH_MILLIS = 500;

/** When nobody reads the log, lines are dropped beyond this many bytes: memory is worth more. */
const MAX_BYTES = 4 * 1024 * 1024;

/** As much is written at one go at most; requests are answered in between. */
const TURN_BYTES = 256 * 1024;

/** How soon it is tried again to write to a pipe that was full; doubled each time, up to FLUSH_MILLIS. */
const RETRY_MILLIS = 5;

/** At the end of the process: so long it is waited for a reader that takes nothing, and for one that takes little. */
const IDLE_READER_MILLIS = 1000;
const SLOW_READER_MILLIS = 3000;

export interface LogSinkObserver {
  /** A line did not fit and is lost. */
  dropped(): void;
  /** All that had fitted is written; so many lines were lost behind it. What is written now stands in their place. */
  resumed(dropped: number): void;
  /** Writing failed for another reason than a reader that is behind, such as a full disk. It is tried again. */
  failed(): void;
}

interface Attempt {
  readonly end: 'done' | 'more' | 'full' | 'failed';
  readonly isProgress: boolean;
}

/**
 * Where log lines go: to a descriptor on which writing does not wait (see standard-output.ts), without any thread and
 * without a timer while there is nothing to write. Nothing ever waits for the reader. While it is behind, lines are kept
 * up to a limit; what does not fit is dropped, from then until all that is kept has been written, so that the log
 * has one gap, and the observer is told how large. A line is written as a whole or not at all, as far as it is no longer
 * than a pipe takes at once (4 KiB).
 */
export class LogSink {
  readonly #descriptor: number;
  readonly #observer: LogSinkObserver;
  readonly #waiting: LineBuffer;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  /** 0 while what is written is taken. */
  #retryMillis = 0;
  #isGivenUp = false;

  constructor(descriptor: number, observer: LogSinkObserver, maxBytes = MAX_BYTES) {
    this.#descriptor = descriptor;
    this.#observer = observer;
    this.#waiting = new LineBuffer(maxBytes);
  }

  /** @param line with its newline */
  write(line: string): void {
    if (this.#isGivenUp) {
      return;
    }
    if (this.#dropped > 0 || !this.#waiting.append(line)) {
      this.#dropped += 1;
      this.#observer.dropped();
    }
    if (this.#waiting.bytes >= BATCH_BYTES && this.#retryMillis === 0) {
      this.#writeOut();
    } else {
      this.#wakeIn(FLUSH_MILLIS);
    }
  }

  /**
   * To be called when the process is about to end: returns when all is written, or when it is clear that nobody reads.
   * Then what is left is lost.
   */
  flush(): void {
    const begun = performance.now();
    let idleSince = begun;
    while (!this.#isGivenUp && (this.#waiting.bytes > 0 || this.#dropped > 0)) {
      const { end, isProgress } = this.#attempt();
      const now = performance.now();
      idleSince = isProgress ? now : idleSince;
      const isLate = now - idleSince >= IDLE_READER_MILLIS || now - begun >= SLOW_READER_MILLIS;
      if (end === 'failed' || (end === 'full' && isLate)) {
        this.#isGivenUp = true;
      } else if (end === 'full') {
        pause(RETRY_MILLIS);
      }
    }
  }

  #wakeIn(millis: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writeOut();
    }, millis).unref();
  }

  #writeOut(): void {
    const { end, isProgress } = this.#attempt();
    if (end === 'done') {
      this.#retryMillis = 0;
      return;
    }
    this.#retryMillis = isProgress
      ? RETRY_MILLIS
      : Math.min(Math.max(RETRY_MILLIS, this.#retryMillis * 2), FLUSH_MILLIS);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wakeIn(this.#retryMillis);
  }

  /** Writes what waits, until that is done, the pipe is full, or it has been enough for one turn. */
  #attempt(): Attempt {
    let written = 0;
    try {
      while (written < TURN_BYTES) {
        const piece = this.#waiting.piece();
        if (piece.length > 0) {
          const taken = writeSync(this.#descriptor, piece);
          this.#waiting.take(taken);
          written += taken;
        } else if (this.#dropped > 0) {
          const dropped = this.#dropped;
          this.#dropped = 0;
          this.#observer.resumed(dropped);
        } else {
          return { end: 'done', isProgress: true };
        }
      }
      return { end: 'more', isProgress: true };
    } catch (error) {
      const isFull = (error as NodeJS.ErrnoException).code === 'EAGAIN';
      if (!isFull) {
        this.#observer.failed();
      }
      return { end: isFull ? 'full' : 'failed', isProgress: written > 0 };
    }
  }
}

/** Holds the whole process up, which nobody waits for any more. */
function pause(millis: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}
