import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { PACKAGE_CONTENTS } from '../../scripts/release/package-contents.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command to its end, and gives back what it printed; offline, since nothing may have to be fetched. */
function run(command: string, args: readonly string[], cwd = folder): string {
  const env = { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  }
  return stdout;
}

/** A fresh clone in which the dependencies are there and nothing is built, so that this folder's own build is left alone. */
function freshCheckout(name: string): string {
  const checkout = join(folder, name);
  mkdirSync(checkout);
  for (const entry of [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'LICENSE',
    'README.md',
    'bin',
    'scripts',
    'src',
  ]) {
    cpSync(join(root, entry), join(checkout, entry), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  return checkout;
}

const POD = `apiVersion: v1
kind: Pod
metadata: {name: a-pod, namespace: team-a, annotations: {gpu-fraction: "0.5"}}
spec: {containers: [{name: main, image: example.org/train:1, env: [{name: RUNAI_PROJECT, value: team-a}]}]}
`;

function expectCommandsToWork(prefix: string): void {
  const pod = join(folder, 'pod.yaml');
  writeFileSync(pod, POD);
  expect(run(join(prefix, 'bin/gpu-fraction-webhook'), ['explain', '-f', pod, '-o', 'json'])).toContain('"mutated"');
  expect(run(join(prefix, 'bin/kubectl-gpu_fraction'), ['--version']).trim()).toBe(manifest.version);
  // As kubectl calls it for `kubectl gpu-fraction explain --rec<TAB>`: words are given back, and nothing is carried out.
  expect(run(join(prefix, 'bin/kubectl_complete-gpu_fraction'), ['explain', '--rec'])).toMatch(
    /^--recursive\t.+\n:4\n$/,
  );
}

describe('the packed program, installed in an empty place without a network', () => {
  const prefix = join(folder, 'from-tarball');
  const modules = join(prefix, 'lib/node_modules');

  beforeAll(() => {
    run('npm', ['pack', '--pack-destination', folder], freshCheckout('packed'));
    run('npm', ['install', '--global', '--prefix', prefix, join(folder, `${manifest.name}-${manifest.version}.tgz`)]);
  }, 60_000);

  test('is one package, the bundle, and the licences of what is in it', () => {
    expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual([manifest.name]);
    const installed = readdirSync(join(modules, manifest.name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(join(modules, manifest.name), join(parentPath, name)));
    expect(installed.sort()).toEqual([...PACKAGE_CONTENTS].sort());
  });

  test('explains a pod, and is a plugin of kubectl', () => {
    expectCommandsToWork(prefix);
  });

  test('reads a kubeconfig on the oldest Node that it promises to run on', () => {
    const kubeconfig = join(folder, 'kubeconfig.json');
    const named = {
      name: 'a',
      context: { cluster: 'a', user: 'a' },
      cluster: { server: 'https://127.0.0.1:1' },
      user: {},
    };
    const content = { 'current-context': 'a', contexts: [named], clusters: [named], users: [named] };
    writeFileSync(kubeconfig, JSON.stringify(content));
    // What Node 20 does not have yet, and undici wants when it is loaded.
    const likeNode20 =
      'data:text/javascript,import zlib from "node:zlib"; import threads from "node:worker_threads"; delete zlib.createZstdDecompress; delete threads.markAsUncloneable';
    const program = join(modules, manifest.name, 'dist/gpu-fraction-webhook.mjs');
    const args = [
      '--import',
      likeNode20,
      program,
      'verify',
      '--namespace',
      'a',
      '--wait',
      '0',
      '--kubeconfig',
      kubeconfig,
    ];
    expect(() => run(process.execPath, args)).toThrow('the API server cannot be reached');
  });
});

test('a checkout in which nothing was built is built when it is installed', { timeout: 60_000 }, () => {
  const prefix = join(folder, 'from-checkout');
  run('npm', ['install', '--global', '--prefix', prefix, freshCheckout('installed')]);
  expectCommandsToWork(prefix);
});

test('no library has to be fetched by whoever installs the package', () => {
  expect(Object.keys(manifest)).not.toContain('dependencies');
});
