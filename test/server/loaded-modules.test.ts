import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readImports } from '../architecture/imports.ts';
import { makePems } from '../certificates/pems.ts';

const graph = readImports();

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-modules-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Addresses of all modules that a server has loaded when it listens. */
function loadedBy(...flags: readonly string[]): readonly string[] {
  return loadedWith('--dev', ...flags);
}

function loadedWith(...flags: readonly string[]): readonly string[] {
  const loaded = join(folder, 'loaded');
  rmSync(loaded, { force: true });
  // An address that no machine has is refused when everything is loaded, so the command ends by itself.
  const { status } = spawnSync(
    process.execPath,
    ['--import', pathOf('./list-modules.mjs'), pathOf('../../src/main.ts'), 'serve'].concat(
      ['--address', '192.0.2.1'],
      flags,
    ),
    { env: { ...process.env, KUBERNETES_SERVICE_HOST: '', LOADED_MODULES: loaded } },
  );
  expect(status).toBe(2);
  return readFileSync(loaded, 'utf8').split('\n');
}

const ownSources = (urls: readonly string[]): readonly string[] =>
  urls.flatMap((url) => /\/src\/(.*)$/.exec(url.includes('node_modules') ? '' : url)?.[1] ?? []);

const ofClient = (urls: readonly string[]): readonly string[] =>
  urls.filter((url) => url.includes('/@kubernetes/client-node/') || url.includes('/undici/'));

test('a server loads nothing that only explain has a use for, also where it reads its surroundings from files', () => {
  const surroundings = join(folder, 'surroundings.yaml');
  writeFileSync(surroundings, 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n');
  const sources = ownSources(loadedBy('--surroundings', surroundings));
  expect(sources).toContain('server/server.ts');
  expect(sources).toContain('surroundings/from-files.ts');
  // The words for its flag are on the command line of every command.
  const ofExplain = sources.filter((path) => path.startsWith('explain/') && path !== 'explain/render/output-format.ts');
  expect(ofExplain).toEqual([]);
  expect(sources.filter((path) => path.startsWith('verify/'))).toEqual(['verify/report-format.ts']);
});

test('a server without a cluster loads nothing of the watches, and nothing of the Kubernetes client', () => {
  const urls = loadedBy();
  const sources = ownSources(urls);
  expect(sources).toContain('server/server.ts');
  expect(sources).not.toContain('commands/watch-cluster.ts');
  expect(sources).not.toContain('cluster/client.ts');
  expect(sources).not.toContain('surroundings/from-cluster.ts');
  expect(ofClient(urls)).toEqual([]);
});

test('a server with a kubeconfig loads the Kubernetes client, so the other tests would see it', () => {
  const config = join(folder, 'kubeconfig');
  writeFileSync(
    config,
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'c',
    }),
  );
  const urls = loadedBy('--kubeconfig', config);
  expect(ownSources(urls)).toContain('cluster/client.ts');
  expect(ofClient(urls)).not.toEqual([]);
});

test('a pod’s own access needs nothing of the Kubernetes client', () => {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (!reached.has(file)) {
      reached.add(file);
      graph.imports.get(file)?.forEach(visit);
    }
  };
  for (const start of ['commands/watch-cluster.ts', 'cluster/in-cluster.ts']) {
    visit(start);
  }
  expect(reached).toContain('cluster/list-watch.ts');
  expect([...reached].flatMap((file) => graph.packages.get(file) ?? [])).not.toContain('@kubernetes/client-node');
});

test('a server with a mounted certificate loads nothing that signs certificates, nor a client that writes', async () => {
  const { cert, key } = await makePems();
  writeFileSync(join(folder, 'tls.crt'), cert);
  writeFileSync(join(folder, 'tls.key'), key);
  const urls = loadedWith('--tls-cert-dir', folder);
  const sources = ownSources(urls);
  expect(sources).toContain('certificates/files/file-source.ts');
  expect(sources.filter((path) => path.startsWith('certificates/self-managed/'))).toEqual([]);
  expect(sources).not.toContain('cluster/objects.ts');
  expect(urls.filter((url) => /node_modules\/(selfsigned|@peculiar|pkijs)\//.test(url))).toEqual([]);
});

test('a server with a certificate for trying out loads what signs it, and nothing of the self-managed ones', () => {
  const urls = loadedBy();
  expect(urls.filter((url) => url.includes('node_modules/selfsigned/'))).not.toEqual([]);
  expect(ownSources(urls).filter((path) => path.startsWith('certificates/self-managed/'))).toEqual([]);
});
