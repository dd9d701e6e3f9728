import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { certificateFolder } from './own-webhook.ts';
import type { RunningProgram } from './processes.ts';
import { waitUntilReady } from './processes.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** This project's webhook as a process of its own, as a replica is. */
export interface WebhookProgram {
  program: RunningProgram;
  port: number;
  /** How many pods it has decided about. */
  decided(): number;
}

/** Starts a replica. Unlike the one inside the test's process it can be told to end, and killed. */
export async function startWebhookProgram(
  cluster: Cluster,
  name: string,
  { surroundings, flags = [] }: { surroundings?: Manifest[]; flags?: string[] },
): Promise<WebhookProgram> {
  const file = join(cluster.folder, `${name}.json`);
  if (surroundings !== undefined) {
    writeFileSync(file, surroundings.map((manifest) => JSON.stringify(manifest)).join('\n---\n'));
  }
  const program = await cluster.processes.run({
    name,
    file: process.execPath,
    args: [
      main,
      'serve',
      '--flavour=kai',
      `--tls-cert-dir=${await certificateFolder(cluster)}`,
      '--https-port=0',
      '--health-port=0',
      ...(surroundings === undefined ? [] : [`--surroundings=${file}`]),
      ...flags,
    ],
  });
  const lines = (): { msg?: string; https?: string; outcome?: string }[] =>
    readFileSync(program.logFile, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line));
  const serving = (): string | undefined => lines().find(({ msg }) => msg === 'serving')?.https;
  await waitUntilReady(program, async () => serving() !== undefined);
  return {
    program,
    port: Number(serving()?.split(':').at(-1)),
    decided: () => lines().filter(({ outcome }) => outcome !== undefined).length,
  };
}
