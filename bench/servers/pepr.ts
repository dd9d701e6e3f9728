import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cacheFolder } from '../../test/cluster/go-build.ts';
import type { Skipped } from '../results.ts';
import { playStore } from './pepr-store.ts';
import type { Server, Start } from './server.ts';

const PEERS = join(import.meta.dirname, '../peers');
const FILES = ['pepr/package.json', 'pepr/package-lock.json', 'pepr/module.mjs', 'route.mjs'];
/** Pepr has a secret in its path, so that only the API server finds it. */
const API_PATH = 'bench';

/** A folder that is named after what is in it, outside the work tree. */
function installedFolder(): string {
  const hash = createHash('sha256');
  for (const file of FILES) {
    hash.update(readFileSync(join(PEERS, file)));
  }
  return join(cacheFolder(), 'bench', `pepr-${hash.digest('hex').slice(0, 16)}`);
}

async function install(): Promise<Skipped | undefined> {
  const folder = installedFolder();
  if (existsSync(folder)) {
    return undefined;
  }
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    for (const file of FILES) {
      cpSync(join(PEERS, file), join(partial, basename(file)));
    }
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status, stderr } = spawnSync('npm', ['ci', ...flags], { cwd: partial, encoding: 'utf8' });
    if (status !== 0) {
      const [reason = ''] = stderr.split('\n');
      return {
        skipped: `npm ci of Pepr failed (${reason})`,
        enable: 'make bench   # where npm’s registry can be reached',
      };
    }
    renameSync(partial, folder);
    return undefined;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

const kubeconfigFile = ({ credentials }: Start): string => join(credentials.folder, 'pepr-kubeconfig.json');

/**
 * Pepr, in the mode in which it answers admissions. It wants an API server for its store, and takes no request before it
 * has read that; the bench plays one that has an empty store.
 */
export const PEPR: Server = {
  id: 'pepr',
  title: 'Pepr',
  path: `/mutate/${API_PATH}?timeout=3s`,
  answers: 'the patch',
  prepare: install,
  beside: async (start) => {
    const store = await playStore();
    // Plain HTTP is taken only from somebody who does without TLS anyway.
    const cluster = { name: 'played', cluster: { server: store.url, 'insecure-skip-tls-verify': true } };
    const context = { name: 'played', context: { cluster: 'played', user: 'nobody' } };
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [cluster],
      contexts: [context],
      'current-context': 'played',
      users: [{ name: 'nobody', user: {} }],
    };
    writeFileSync(kubeconfigFile(start), JSON.stringify(kubeconfig));
    return store.stop;
  },
  start: (start) => ({
    command: [process.execPath, join(installedFolder(), 'module.mjs'), String(start.port)],
    environment: {
      NODE_ENV: 'production',
      KUBECONFIG: kubeconfigFile(start),
      PEPR_API_PATH: API_PATH,
      PEPR_WATCH_MODE: 'false',
      SSL_CERT_PATH: start.credentials.certificateFile,
      SSL_KEY_PATH: start.credentials.keyFile,
    },
  }),
};
