import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cores, type NoCores, onCore } from '../machine/cores.ts';
import { memoryOf, type ProcessMemory } from '../machine/process-memory.ts';
import { reviewOfSize, USUAL_BYTES } from '../reviews.ts';
import type { Credentials } from './credentials.ts';
import { LogReader } from './log-reader.ts';
import { type PostTarget, post } from './post.ts';
import type { Server } from './server.ts';

/** How a server is to run. */
export interface RunOptions {
  readonly cores: Cores | NoCores;
  readonly credentials: Credentials;
  /** Whether it shall be able to tell what it allocates, which is not to disturb where time is measured. */
  readonly tellsAllocation?: boolean;
}

const PROBE = join(import.meta.dirname, '../peers/probe.mjs');
const START_MILLIS = 30_000;
const REVIEW = reviewOfSize(USUAL_BYTES);

/** A server in a process of its own, on a core of its own. */
export class RunningServer {
  readonly server: Server;
  readonly port: number;
  /** The second port that it was given. */
  readonly otherPort: number;
  readonly pid: number;
  /** From the start of the process until it has answered a review, in milliseconds. */
  readonly startMillis: number;
  readonly #process: ChildProcess;
  readonly #allocatedFile: string;
  readonly #endBeside: (() => Promise<void>) | undefined;

  private constructor(fields: Fields) {
    this.server = fields.server;
    this.port = fields.port;
    this.otherPort = fields.otherPort;
    this.pid = fields.pid;
    this.startMillis = fields.startMillis;
    this.#process = fields.process;
    this.#allocatedFile = fields.allocatedFile;
    this.#endBeside = fields.endBeside;
  }

  static async start(server: Server, options: RunOptions): Promise<RunningServer> {
    const { cores, credentials } = options;
    const [port, otherPort] = [await freePort(), await freePort()];
    const start = { credentials, port, otherPort };
    const endBeside = await server.beside?.(start);
    const { command, environment } = server.start(start);
    const [file, ...args] = onCore(cores, 'server', options.tellsAllocation === true ? withProbe(command) : command);
    const allocatedFile = join(credentials.folder, 'allocated');
    const errorFile = join(credentials.folder, 'errors');
    const errors = openSync(errorFile, 'w');
    const log = new LogReader(credentials.folder, cores);
    const begun = performance.now();
    const child = spawn(file, args, {
      stdio: ['ignore', log.descriptor, errors],
      env: {
        // A server must not find the machine's own cluster.
        ...withoutCluster(process.env),
        ...environment,
        ...(options.tellsAllocation === true && { BENCH_ALLOCATED_FILE: allocatedFile }),
      },
    });
    log.handOver();
    closeSync(errors);
    const ends = async (): Promise<never> => {
      child.kill('SIGKILL');
      await endBeside?.();
      throw new Error(`${server.title} did not start:\n${readFileSync(errorFile, 'utf8')}`);
    };
    if (child.pid === undefined) {
      return ends();
    }
    const target = { ca: readFileSync(credentials.caFile, 'utf8'), port, path: server.path };
    while (!(await answers(target))) {
      if (child.exitCode !== null || performance.now() - begun > START_MILLIS) {
        return ends();
      }
      await sleep(1);
    }
    const startMillis = performance.now() - begun;
    const started = { server, port, otherPort, pid: child.pid, startMillis, process: child };
    return new RunningServer({ ...started, allocatedFile, endBeside });
  }

  memory(): ProcessMemory {
    return memoryOf(this.pid);
  }

  /** Bytes that it has allocated on its heap since it started. */
  async allocatedBytes(): Promise<number> {
    rmSync(this.#allocatedFile, { force: true });
    this.#process.kill('SIGUSR2');
    while (!existsSync(this.#allocatedFile)) {
      if (this.#process.exitCode !== null || this.#process.signalCode !== null) {
        throw new Error(`${this.server.title} ended when it was asked what it allocates`);
      }
      await sleep(5);
    }
    return Number(readFileSync(this.#allocatedFile, 'utf8'));
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      const hangs = setTimeout(() => this.#process.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(hangs);
    }
    await this.#endBeside?.();
  }
}

interface Fields {
  readonly server: Server;
  readonly port: number;
  readonly otherPort: number;
  readonly pid: number;
  readonly startMillis: number;
  readonly process: ChildProcess;
  readonly allocatedFile: string;
  readonly endBeside: (() => Promise<void>) | undefined;
}

/** Programs in Go have it built in. */
function withProbe(command: readonly string[]): readonly string[] {
  const [file = '', ...args] = command;
  return file === process.execPath ? [file, '--import', PROBE, ...args] : command;
}

/** Whether it answers reviews: some take connections before they can. */
async function answers(target: PostTarget): Promise<boolean> {
  const { status } = await post(target, REVIEW).catch(() => ({ status: 0 }));
  return status === 200;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function withoutCluster({
  KUBECONFIG: _,
  KUBERNETES_SERVICE_HOST: __,
  ...environment
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return environment;
}
