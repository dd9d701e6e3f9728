import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Cores, type NoCores, onCore } from '../machine/cores.ts';

/**
 * Reads what a server writes, on the other core, as a container runtime does. A pipe of the kernel: what Node.js makes for
 * a child is a pair of sockets, which is written to in another way.
 */
export class LogReader {
  /** Where the server's standard output goes. */
  readonly descriptor: number;
  readonly #reader: ChildProcess;
  readonly #file: string;

  constructor(folder: string, cores: Cores | NoCores) {
    this.#file = join(folder, 'log');
    if (spawnSync('mkfifo', [this.#file]).status !== 0) {
      throw new Error(`cannot make the pipe ${this.#file}`);
    }
    const [file, ...args] = onCore(cores, 'generator', ['cat', this.#file]);
    this.#reader = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    // Comes back when the reader has opened it too.
    this.descriptor = openSync(this.#file, 'w');
  }

  /** Leaves the pipe to the server; the reader ends when the server does. */
  handOver(): void {
    closeSync(this.descriptor);
    rmSync(this.#file);
    this.#reader.unref();
  }
}
