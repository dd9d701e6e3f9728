import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../test/cluster/ports.ts';
import { type Cores, type NoCores, onCore } from '../machine/cores.ts';
import { memoryOf, type ProcessMemory } from '../machine/process-memory.ts';
import { reviewOfSize, USUAL_BYTES } from '../reviews.ts';
import type { Credentials } from './credentials.ts';
import { pipeToReader } from './log-reader.ts';
import { type PostTarget, post } from './post.ts';
import type { Server } from './server.ts';

/** How a server is to run. */
export interface RunOptions {
  readonly cores: Cores | NoCores;
  readonly credentials: Credentials;
  /** Whether it shall be able to tell what it allocates, which is not to disturb where time is measured. */
  readonly tellsAllocation?: boolean;
}

/** A server in a process of its own, on a core of its own. */
export interface RunningServer {
  readonly server: Server;
  readonly port: number;
  /** The second port that it was given. */
  readonly otherPort: number;
  readonly pid: number;
  /** From the start of the process until it is ready and has answered a review, in milliseconds. */
  readonly startMillis: number;
  memory(): ProcessMemory;
  /** Bytes that it has allocated on its heap since it started. */
  allocatedBytes(): Promise<number>;
  stop(): Promise<void>;
}

const PROBE = join(import.meta.dirname, '../peers/probe.mjs');
const START_MILLIS = 30_000;
const STOP_MILLIS = 5000;
const REVIEW = reviewOfSize(USUAL_BYTES);

/** Starts a server, and waits until it answers. */
export async function startServer(server: Server, options: RunOptions): Promise<RunningServer> {
  const { cores, credentials, tellsAllocation = false } = options;
  const [port = 0, otherPort = 0] = await freePorts(2);
  const start = { credentials, port, otherPort };
  const endBeside = await server.beside?.(start);
  const { command, environment } = server.start(start);
  const [file, ...args] = onCore(cores, 'server', tellsAllocation ? withProbe(command) : command);
  const allocatedFile = join(credentials.folder, 'allocated');
  const errorFile = join(credentials.folder, 'errors');
  const errors = openSync(errorFile, 'w');
  const log = pipeToReader(credentials.folder, cores);
  const begun = performance.now();
  const child = spawn(file, args, {
    stdio: ['ignore', log, errors],
    env: {
      // A server must not find the machine's own cluster.
      ...withoutCluster(process.env),
      ...environment,
      ...(tellsAllocation && { BENCH_ALLOCATED_FILE: allocatedFile }),
    },
  });
  closeSync(log);
  closeSync(errors);
  const stop = async (): Promise<void> => {
    await end(child);
    await endBeside?.();
  };
  const target = { ca: readFileSync(credentials.caFile, 'utf8'), port, path: server.path };
  while (!((await answers(target)) && (await server.isReady?.(start)) !== false)) {
    if (hasEnded(child) || performance.now() - begun > START_MILLIS) {
      await stop();
      throw new Error(`${server.title} did not start:\n${readFileSync(errorFile, 'utf8')}`);
    }
    await sleep(1);
  }
  const startMillis = performance.now() - begun;
  const pid = child.pid ?? 0;
  return {
    ...{ server, port, otherPort, pid, startMillis, stop },
    memory: () => memoryOf(pid),
    allocatedBytes: () => askAllocated(child, allocatedFile),
  };
}

const hasEnded = ({ pid, exitCode, signalCode }: ChildProcess): boolean =>
  pid === undefined || exitCode !== null || signalCode !== null;

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) {
    return;
  }
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const hangs = setTimeout(() => child.kill('SIGKILL'), STOP_MILLIS);
  await exited;
  clearTimeout(hangs);
}

/** Programs in Go have it built in. */
function withProbe(command: readonly string[]): readonly string[] {
  const [file = '', ...args] = command;
  return file === process.execPath ? [file, '--import', PROBE, ...args] : command;
}

async function askAllocated(child: ChildProcess, file: string): Promise<number> {
  rmSync(file, { force: true });
  child.kill('SIGUSR2');
  while (!existsSync(file)) {
    if (hasEnded(child)) {
      throw new Error('the server ended when it was asked what it allocates');
    }
    await sleep(5);
  }
  return Number(readFileSync(file, 'utf8'));
}

/** Whether it answers reviews: some take connections before they can. */
async function answers(target: PostTarget): Promise<boolean> {
  const { status } = await post(target, REVIEW).catch(() => ({ status: 0 }));
  return status === 200;
}

function withoutCluster({
  KUBECONFIG: _,
  KUBERNETES_SERVICE_HOST: __,
  ...environment
}: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return environment;
}
