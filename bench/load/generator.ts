import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { type Cores, type NoCores, onCore } from '../machine/cores.ts';
import type { LoadResult, Task } from './task.ts';

/** Where the generator sends what. */
export interface GeneratorTarget {
  readonly port: number;
  /** Path and query; the API server has its time limit in there. */
  readonly path: string;
  readonly caFile: string;
  readonly bodyFile: string;
  readonly connections: number;
  /** Whose CPU time is counted. */
  readonly serverPid: number;
}

/** A task that is not through after so much more than its time hangs. */
const PATIENCE_MILLIS = 60_000;

/** The load generator, a process that keeps its connections from task to task. */
export class Generator {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  private constructor(process: ChildProcess, reader: Interface) {
    this.#process = process;
    this.#reader = reader;
    this.#lines = reader[Symbol.asyncIterator]();
  }

  static start(program: string, target: GeneratorTarget, cores: Cores | NoCores): Generator {
    const [file, ...args] = onCore(cores, 'generator', [
      program,
      ...['-port', String(target.port)],
      ...['-path', target.path],
      ...['-ca', target.caFile],
      ...['-body', target.bodyFile],
      ...['-connections', String(target.connections)],
      ...['-server-pid', String(target.serverPid)],
    ]);
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    return new Generator(child, createInterface({ input: child.stdout }));
  }

  async run(task: Task): Promise<LoadResult> {
    this.#process.stdin?.write(`${JSON.stringify(task)}\n`);
    const limit = PATIENCE_MILLIS + ('seconds' in task ? task.seconds * 1000 : 0);
    const hangs = setTimeout(() => this.#process.kill('SIGKILL'), limit);
    try {
      const { value, done } = await this.#lines.next();
      if (done === true) {
        throw new Error(`the generator ended, or hung, at ${JSON.stringify(task)}`);
      }
      return JSON.parse(value) as LoadResult;
    } finally {
      clearTimeout(hangs);
    }
  }

  async stop(): Promise<void> {
    this.#reader.close();
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.stdin?.end();
      await exited;
    }
  }
}
