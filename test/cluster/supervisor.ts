// Runs as a process of its own and owns every program of a cluster. Its standard input is a pipe from the process
// that asked for the cluster: when that process ends, however it ends, the pipe closes, and everything started here
// is ended and the cluster's folder removed. A handler in the parent could not do that after a SIGKILL.
//
// Orders come as JSON lines: {"start":{"name","file","args","env","log","graceMillis","endsWithCluster"}} and {"stop":"name"}.
// Answers go out as JSON lines: {"started":"name","pid":1} and {"ended":"name","how":"exit code 1"}.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

interface Start {
  name: string;
  file: string;
  args: string[];
  env: Record<string, string>;
  log: string;
  /** How long it may take to end before it is killed. */
  graceMillis: number;
  /** Killed at once when everything ends. */
  endsWithCluster: boolean;
}

const [folder] = process.argv.slice(2);
const running = new Map<
  string,
  { readonly child: ChildProcess; readonly graceMillis: number; readonly endsWithCluster: boolean }
>();

function tell(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function start({ name, file, args, env, log, graceMillis, endsWithCluster }: Start): void {
  const output = openSync(log, 'a');
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', output, output] });
  closeSync(output);
  running.set(name, { child, graceMillis, endsWithCluster });
  const ended = (how: string): void => {
    running.delete(name);
    tell({ ended: name, how });
  };
  child.once('spawn', () => tell({ started: name, pid: child.pid }));
  child.once('error', (error) => ended(error.message));
  child.once('exit', (code, signal) => ended(signal === null ? `exit code ${code}` : `signal ${signal}`));
}

async function stop(name: string, atTheEnd = false): Promise<void> {
  const { child, graceMillis, endsWithCluster } = running.get(name) ?? {};
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(atTheEnd && endsWithCluster ? 'SIGKILL' : 'SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMillis);
  await gone;
  clearTimeout(timer);
}

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  // Last started, first ended: controllers before the API server, the API server before etcd.
  for (const name of [...running.keys()].reverse()) await stop(name, true);
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

// The parent may be gone: then writing an answer fails, and that must not keep the programs alive.
process.stdout.on('error', () => undefined);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end());

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const order = JSON.parse(line) as { start?: Start; stop?: string };
    if (order.start !== undefined) start(order.start);
    if (order.stop !== undefined) void stop(order.stop);
  })
  .on('close', () => void end());
