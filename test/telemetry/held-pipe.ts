import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A real pipe whose reader reads only when the test says so. Linux lets it hold 64 KiB. */
export class HeldPipe {
  /** Its writing end; writing waits for the reader, as on the standard output that a container gets. */
  readonly writer: number;
  readonly #reader: number;
  readonly #chunk = Buffer.alloc(64 * 1024);
  #text = '';
  #open: Set<number>;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'held-pipe-'));
    const path = join(folder, 'pipe');
    const { status, stderr } = spawnSync('mkfifo', [path], { encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(`mkfifo: ${stderr}`);
    }
    this.#reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    this.writer = openSync(path, constants.O_WRONLY);
    this.#open = new Set([this.#reader, this.writer]);
    // Nobody needs its name any more, so that it is a pipe as any other.
    rmSync(folder, { recursive: true });
    onTestFinished(() => {
      this.closeReader();
      this.closeWriter();
    });
  }

  /** For a process that has got its own copy of the writing end. */
  closeWriter(): void {
    this.#close(this.writer);
  }

  closeReader(): void {
    this.#close(this.#reader);
  }

  /** Reads what is there now. Returns all that has been read since the pipe was made. */
  read(): string {
    for (;;) {
      try {
        const bytes = readSync(this.#reader, this.#chunk);
        if (bytes === 0) {
          return this.#text;
        }
        this.#text += this.#chunk.toString('latin1', 0, bytes);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
          throw error;
        }
        return this.#text;
      }
    }
  }

  #close(descriptor: number): void {
    if (this.#open.delete(descriptor)) {
      closeSync(descriptor);
    }
  }
}
