import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Registry, startRegistry } from './registry.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As a person types it. */
function makePush(variables: Readonly<Record<string, string>>): Promise<Ended> {
  const { REGISTRY: _, IMAGE: __, FORCE: ___, MAKEFLAGS: ____, ...environment } = process.env;
  const args = ['--no-print-directory', 'push', ...Object.entries(variables).map(([key, value]) => `${key}=${value}`)];
  const child = spawn('make', args, { cwd: root, env: environment });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...output })));
}

const docker = (args: readonly string[], input?: Buffer) => spawnSync('docker', args, { input });

const engine = docker(['version']).status === 0;

// Where CI runs an engine is always made available first, so there a missing one is a fault and not a circumstance.
if (!engine && process.env['CI']) {
  test('a machine of CI has an engine', () => {
    expect.fail('no Docker Engine answers; to change that: sudo scripts/image/docker-engine.sh');
  });
}

const BASE = 'org.opencontainers.image.base.name';
const BUILD = 'gpu-fraction-webhook.build.name';
const pinned = `node:26@sha256:${'0123456789abcdef'.repeat(4)}`;

/** An image of a few bytes: an empty archive with these labels, built on a base that is pinned unless they say otherwise. */
function makeImage(name: string, others: Readonly<Record<string, string>> = {}): void {
  const labels = { [BASE]: pinned, ...others };
  const changes = Object.entries(labels).flatMap(([key, value]) => ['--change', `LABEL ${key}=${value}`]);
  const { status, stderr } = docker(['import', ...changes, '-', name], Buffer.alloc(1024));
  expect(status, stderr.toString()).toBe(0);
  onTestFinished(() => void docker(['rmi', '--force', name]));
}

describe('make push says what to write', () => {
  test.each([
    [
      'without a registry',
      {},
      /REGISTRY says where to, and is not set[\s\S]*make push REGISTRY=registry\.example\.com/,
    ],
    ['with a scheme', { REGISTRY: 'https://r.example.com/team' }, /leave out https:\/\//],
    [
      'with the name of the image',
      { REGISTRY: 'r.example.com/gpu-fraction-webhook/' },
      /leave out \/gpu-fraction-webhook/,
    ],
    ['with a tag', { REGISTRY: 'r.example.com/team:1' }, /without a tag/],
    ['with capitals in the path', { REGISTRY: 'r.example.com/Team' }, /in small letters/],
    ['with what is no registry', { REGISTRY: "r.example.com'; false" }, /write a host and a path/],
  ])('%s', async (_, variables, message) => {
    const { code, stderr } = await makePush(variables);
    expect(stderr).toMatch(message);
    expect(code).not.toBe(0);
  });
});

describe.skipIf(!engine)('make push', () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(async () => registry.stop());

  /** Digest of what the registry has under a tag. */
  async function stored(repository: string, tag: string): Promise<string | null> {
    const response = await fetch(`http://${registry.address}/v2/${repository}/manifests/${tag}`, {
      headers: {
        accept: [
          'application/vnd.docker.distribution.manifest.v2+json',
          'application/vnd.oci.image.manifest.v1+json',
          'application/vnd.oci.image.index.v1+json',
        ].join(','),
      },
    });
    return response.ok ? response.headers.get('docker-content-digest') : null;
  }

  const untag = (name: string) => onTestFinished(() => void docker(['rmi', '--force', name]));

  test('publishes the image under the registry, and prints its digest and the flags for Helm', async () => {
    makeImage('gpu-fraction-webhook-push-test:pr-7', { 'org.opencontainers.image.revision': 'abc' });
    const repository = `${registry.address}/team/gpu-fraction-webhook`;
    untag(`${repository}:pr-7`);
    const { code, stdout, stderr } = await makePush({
      REGISTRY: `${registry.address}/team/`,
      IMAGE: 'gpu-fraction-webhook-push-test:pr-7',
    });
    expect(code, stderr).toBe(0);
    const digest = await stored('team/gpu-fraction-webhook', 'pr-7');
    expect(digest).toMatch(/^sha256:/);
    expect(stdout).toContain(`image:    ${repository}:pr-7\ndigest:   ${digest}\nplatform: linux/`);
    expect(stdout).toContain(`  --set image.repository=${repository} --set image.tag=pr-7\n`);
    expect(stdout).toContain(`  --set image.repository=${repository} --set image.digest=${digest}\n`);
    expect(stderr).toContain('was built from revision abc, and this folder is at ');
  });

  test('gives an image without a tag the version, and keeps Helm from taking a tag for a number', async () => {
    makeImage('127.0.0.1:1/gpu-fraction-webhook-push-test');
    untag(`${registry.address}/gpu-fraction-webhook:${version}`);
    const untagged = await makePush({
      REGISTRY: registry.address,
      IMAGE: '127.0.0.1:1/gpu-fraction-webhook-push-test',
    });
    expect(untagged.stdout).toContain(`--set image.tag=${version}\n`);
    expect(await stored('gpu-fraction-webhook', version)).not.toBeNull();
    makeImage('gpu-fraction-webhook-push-test:7');
    untag(`${registry.address}/gpu-fraction-webhook:7`);
    const numbered = await makePush({ REGISTRY: registry.address, IMAGE: 'gpu-fraction-webhook-push-test:7' });
    expect(numbered.stdout).toContain('--set-string image.tag=7\n');
  });

  test.each([
    ['the local test base', 'local', { [BASE]: 'gpu-fraction-webhook-base:local' }, /built on the local test base/],
    ['an image by its tag', 'tag', { [BASE]: 'node:26' }, /built on node:26, which may be another one tomorrow/],
    [
      'an image by half a digest',
      'half',
      { [BASE]: 'node:26@sha256:0123' },
      /built on node:26@sha256:0123, which may be/,
    ],
    ['an image that it does not name', 'nameless', { [BASE]: '' }, /built on an image that it does not name/],
    [
      'a pinned image, compiled in one by its tag',
      'compiled',
      { [BUILD]: 'node:26' },
      /compiled in node:26, which may be/,
    ],
  ])('publishes nothing that was built on %s, unless it is told to', async (_, team, labels, message) => {
    const IMAGE = 'gpu-fraction-webhook-push-test:guarded';
    makeImage(IMAGE, labels);
    const REGISTRY = `${registry.address}/${team}`;
    const refused = await makePush({ REGISTRY, IMAGE });
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(message);
    expect(refused.stderr).toMatch(/make image BASE_IMAGE=\S+@sha256:[\s\S]*FORCE=1/);
    const repository = `${team}/gpu-fraction-webhook`;
    expect(await stored(repository, 'guarded')).toBeNull();
    untag(`${REGISTRY}/gpu-fraction-webhook:guarded`);
    const forced = await makePush({ REGISTRY, IMAGE, FORCE: '1' });
    expect(forced.code, forced.stderr).toBe(0);
    expect(forced.stderr).toContain('publishing it all the same');
    expect(await stored(repository, 'guarded')).not.toBeNull();
  });

  test('publishes what was built on one pinned image and compiled in another', async () => {
    const IMAGE = 'gpu-fraction-webhook-push-test:pinned';
    makeImage(IMAGE, { [BUILD]: pinned });
    untag(`${registry.address}/gpu-fraction-webhook:pinned`);
    const { code, stderr } = await makePush({ REGISTRY: registry.address, IMAGE });
    expect(code, stderr).toBe(0);
  });

  test('says how to get an image that is not there, and how to log in where it is turned away', async () => {
    const missing = await makePush({ REGISTRY: registry.address, IMAGE: 'gpu-fraction-webhook-push-test:none' });
    expect(missing.stderr).toContain('there is no image gpu-fraction-webhook-push-test:none. Remedy: make image');
    makeImage('gpu-fraction-webhook-push-test:lost');
    untag('127.0.0.1:1/gpu-fraction-webhook:lost');
    const lost = await makePush({ REGISTRY: '127.0.0.1:1', IMAGE: 'gpu-fraction-webhook-push-test:lost' });
    expect(lost.code).not.toBe(0);
    expect(lost.stderr).toContain('docker login 127.0.0.1:1');
    expect(lost.stdout).not.toContain('image.tag');
  });
});
