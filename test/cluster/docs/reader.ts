import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { blocksOf } from '../../docs/markdown.ts';
import type { Cluster } from '../control-plane.ts';
import { program } from '../programs.ts';
import { pythonProgram } from '../python.ts';
import { FILES, type Given } from './given.ts';
import type { PlayedNode } from './played-node.ts';
import type { Shell } from './run-page.ts';

/** Programs as a person has them on the PATH. Helm installs with ports that are free on this machine. */
export async function putOnPath(cluster: Cluster, main: string, { webhook, health }: PlayedNode): Promise<string> {
  const folder = join(cluster.folder, 'bin');
  mkdirSync(folder);
  const ports = `--set ports.webhook=${webhook},ports.health=${health}`;
  const helm = await program('helm4', 'helm');
  const scripts = {
    'gpu-fraction-webhook': `exec '${process.execPath}' '${main}' "$@"`,
    'kubectl-gpu_fraction': `exec '${process.execPath}' '${main}' "$@"`,
    kubectl: `exec '${await program('kubectl', 'kubectl')}' "$@"`,
    // What has been applied without Helm has its ports already, and keeps them.
    helm: `case "$*" in *--take-ownership*) ;; install*|upgrade*) set -- "$@" ${ports} ;; esac; exec '${helm}' "$@"`,
    python: `exec '${pythonProgram('pipelines-v2')}' -W ignore "$@"`,
  };
  for (const [name, line] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

/** What a page is read in: this repository's folder as it stands, and the files that the page shows or speaks of. */
export function sitDown(cluster: Cluster, bin: string, page: string, given: Given): Shell {
  const home = join(cluster.folder, 'readers', page.replaceAll('/', '-'));
  mkdirSync(join(home, '.local', 'bin'), { recursive: true });
  for (const name of ['charts', 'deploy', 'package.json']) symlinkSync(resolve(name), join(home, name));
  const shown = blocksOf(page).flatMap(({ language, lines }) => {
    const [, name] = /^# (\S+\.(?:py|yaml))$/.exec(lines[0] ?? '') ?? [];
    return ['python', 'yaml'].includes(language) && name !== undefined ? [[name, lines.join('\n')] as const] : [];
  });
  for (const [name, text] of Object.entries({ ...FILES, ...given.files, ...Object.fromEntries(shown) })) {
    writeFileSync(join(home, name), `${text}\n`);
  }
  const env = {
    HOME: home,
    PATH: `${bin}${delimiter}${process.env['PATH']}`,
    KUBECONFIG: cluster.kubeconfigPath,
  };
  return { home, folder: join(home, given.folder ?? ''), env };
}
