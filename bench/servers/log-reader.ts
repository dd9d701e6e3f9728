import { spawn, spawnSync } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Cores, type NoCores, onCore } from '../machine/cores.ts';

/**
 * Makes the end of a pipe that a server's standard output goes to, and has the other end read, on the other core, as a
 * container runtime does. A pipe of the kernel: what Node.js makes for a child is a pair of sockets, which is written to in
 * another way. The reader ends when the server has ended and the caller has closed its descriptor.
 */
export function pipeToReader(folder: string, cores: Cores | NoCores): number {
  const file = join(folder, 'log');
  if (spawnSync('mkfifo', [file]).status !== 0) {
    throw new Error(`cannot make the pipe ${file}`);
  }
  const [command, ...args] = onCore(cores, 'generator', ['cat', file]);
  spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] }).unref();
  // Comes back when the reader has opened it too.
  const descriptor = openSync(file, 'w');
  rmSync(file);
  return descriptor;
}
