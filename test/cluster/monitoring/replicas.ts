import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Cluster } from '../control-plane.ts';
import { answersOk, type RunningProgram, waitUntilReady } from '../processes.ts';
import { ownService } from '../webhook.ts';
import type { Scraped } from './prometheus.ts';

const SOURCES = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

/** The program as in a pod, as a process of its own. */
export interface Replica extends Scraped {
  readonly program: RunningProgram;
  readonly httpsPort: number;
  /** What it wrote about pods and else, newest last. */
  lines(): readonly Readonly<Record<string, unknown>>[];
}

export interface ReplicaOptions {
  readonly kubeconfig: string;
  readonly flags: readonly string[];
  /** Whether it ever will be. */
  readonly ready?: boolean;
  /** The sources, or a bundle of them. */
  readonly main?: string;
}

/** Starts one, and waits until it listens, or unless it never will until it is ready. */
export async function startReplica(
  cluster: Cluster,
  pod: string,
  { kubeconfig, flags, ready = true, main = SOURCES }: ReplicaOptions,
): Promise<Replica> {
  const program = await cluster.processes.run({
    name: pod,
    file: process.execPath,
    args: [
      ...[main, 'serve', '--flavour=kai', '--watch=on', `--kubeconfig=${kubeconfig}`, '--log-level=info'],
      ...[`--release-namespace=${ownService.namespace}`, '--https-port=0', '--health-port=0', ...flags],
    ],
  });
  const lines = () =>
    readFileSync(program.logFile, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const serving = () => lines().find(({ msg }) => msg === 'serving');
  const portOf = (address: unknown): number => Number(String(address).split(':').at(-1));
  await waitUntilReady(program, async () => serving() !== undefined);
  const { https, health } = serving() ?? {};
  const healthPort = portOf(health);
  if (ready) {
    await waitUntilReady(program, () => answersOk(`http://127.0.0.1:${healthPort}/readyz`));
  }
  return { pod, program, httpsPort: portOf(https), healthPort, lines };
}
