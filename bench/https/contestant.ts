import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, requestBytes } from './connection.ts';
import type { Reading } from './reading.ts';

export interface Credentials {
  readonly folder: string;
  readonly certificate: string;
}

/** A server that takes part, and how it is started. */
export interface Contestant {
  readonly name: string;
  readonly command: (credentials: Credentials, port: number, healthPort: number) => readonly string[];
  readonly nodeOptions?: readonly string[];
}

const helper = (file: string) => (credentials: Credentials, port: number) => [
  join(import.meta.dirname, 'servers', file),
  join(credentials.folder, 'tls.crt'),
  join(credentials.folder, 'tls.key'),
  String(port),
];

export const OURS = 'gpu-fraction-webhook';
export const OURS_SILENT = 'gpu-fraction-webhook, no log';
export const FLOOR = 'node:https, constant answer';
export const FASTIFY = 'fastify, constant answer';

/** As in the container image, but for the limit that depends on the container's memory. */
const IMAGE_OPTIONS = ['--max-semi-space-size=2'];

const ours =
  (...more: readonly string[]) =>
  ({ folder }: Credentials, port: number, healthPort: number) => [
    join(import.meta.dirname, '../../dist/gpu-fraction-webhook.mjs'),
    'serve',
    ...['--tls-cert-dir', folder],
    ...['--https-port', String(port)],
    ...['--health-port', String(healthPort)],
    ...['--address', '127.0.0.1'],
    ...['--lame-duck-seconds', '0'],
    ...more,
  ];

export const CONTESTANTS: readonly Contestant[] = [
  { name: FLOOR, command: helper('floor.mjs') },
  { name: FASTIFY, command: helper('plain-fastify.mjs') },
  { name: 'node:https, clone and diff', command: helper('clone-and-diff.mjs') },
  { name: OURS_SILENT, command: ours('--log-level', 'silent'), nodeOptions: IMAGE_OPTIONS },
  { name: OURS, command: ours(), nodeOptions: IMAGE_OPTIONS },
];

/** A contestant that runs in a process of its own. */
export class RunningContestant {
  readonly port: number;
  /** From the start of the process to the first connection that it accepts, in milliseconds. */
  readonly startMilliseconds: number;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, port: number, startMilliseconds: number) {
    this.#process = process;
    this.port = port;
    this.startMilliseconds = startMilliseconds;
  }

  static async start(contestant: Contestant, credentials: Credentials): Promise<RunningContestant> {
    const [port, healthPort] = [await freePort(), await freePort()];
    const begun = performance.now();
    const child = spawn(
      process.execPath,
      [
        ...(contestant.nodeOptions ?? []),
        ...['--import', join(import.meta.dirname, 'probe.mjs')],
        ...contestant.command(credentials, port, healthPort),
      ],
      // Log lines are written, as in production; nobody reads them here.
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, NODE_ENV: 'production' } },
    );
    const target = { port, ca: credentials.certificate, request: requestBytes('{}') };
    for (let tries = 0; ; tries += 1) {
      const connection = new Connection(target);
      const opened = await connection.open().then(
        () => true,
        () => false,
      );
      connection.close();
      if (opened) {
        return new RunningContestant(child, port, performance.now() - begun);
      }
      if (tries === 2000 || child.exitCode !== null) {
        child.kill();
        throw new Error(`${contestant.name} did not start`);
      }
      await sleep(5);
    }
  }

  async read(): Promise<Reading> {
    const answer = once(this.#process, 'message');
    this.#process.send('read');
    const [reading] = await answer;
    return reading;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await exited;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
