import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { BUNDLE_SBOM } from '../../scripts/sbom/bundle-sbom.mjs';
import { type Sbom, sbomText, sha256 } from '../../scripts/sbom/document.mjs';
import { imageSbom } from '../../scripts/sbom/image-sbom.ts';
import { withImageUnpacked } from '../../scripts/sbom/unpack-image.ts';
import { danglingReferences, schemaErrors } from '../supply-chain/cyclonedx-schema.ts';
import { filesIn } from '../supply-chain/files-in.ts';
import { imageName } from './image-name.ts';
import { findObstacle } from './image-under-test.ts';
import { evaluateInImage } from './restricted-container.ts';

const obstacle = await findObstacle();

const root = fileURLToPath(new URL('../../', import.meta.url));

/** All that may be in the image. Of these only Node.js and the loader that starts it are programs. */
const KNOWN = [
  /^app\/(LICENSE|LICENSES\.txt|gpu-fraction-webhook\.(mjs|mjs\.LEGAL\.txt|cdx\.json)|(kubeconfig|x509)-library\.mjs(\.LEGAL\.txt)?)$/,
  /^usr\/local\/(bin\/node|LICENSE)$/,
  // Libraries, with the loader among them, and the links by which they are found.
  /^(usr\/)?lib(64)?(\/[a-z0-9_]+-linux-[a-z]+)?\/[\w+.-]+\.so(\.[\d.]+)?( -> \S+)?$/,
  /^lib(64)? -> usr\/lib(64)?$/,
  /^(etc|usr\/lib)\/os-release( -> \S+)?$/,
  /^etc\/(passwd|group|nsswitch\.conf)$/,
  /^var\/lib\/dpkg\/status\.d\/[a-z0-9+.-]+$/,
  /^usr\/share\/doc\/[a-z0-9+.-]+(\/copyright| -> [a-z0-9+.-]+)$/,
];

const unknownIn = (files: readonly string[]): readonly string[] =>
  files.filter((file) => !KNOWN.some((pattern) => pattern.test(file)));

function docker(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('docker', args, { cwd: root, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout.trim();
}

// Without an engine image.test.ts says why nothing is tested, and in CI fails.
describe.skipIf(obstacle !== undefined)('what is in the image', { timeout: 120_000 }, () => {
  test('is Node.js, its libraries, the bundle and words about them: no shell, no npm, nothing else', () => {
    withImageUnpacked(imageName, (folder) => {
      const files = filesIn(folder);
      expect(unknownIn(files)).toEqual([]);
      const programs = files.filter(
        (file) => !file.includes(' -> ') && (statSync(join(folder, file)).mode & 0o111) !== 0,
      );
      // The C library can be started too, and then prints its version; the bundle's mode may come from npm, which links it.
      expect(programs.filter((file) => !/^app\/|\.so(\.\d+)?$/.test(file))).toEqual(['usr/local/bin/node']);
    });
  });

  test.each(['sh', 'bash', 'npm', 'npx', 'corepack', 'apt-get'])('does not start %s', (program) => {
    const { status, stderr } = spawnSync(
      'docker',
      ['run', '--rm', '--network=none', '--entrypoint', program, imageName],
      {
        encoding: 'utf8',
      },
    );
    expect(stderr).toMatch(/executable file not found/);
    expect(status).toBe(127);
  });

  test('stays the same on a base image that has a shell, npm and a home', () => {
    const base = docker(
      'image',
      'inspect',
      '--format',
      '{{index .Config.Labels "org.opencontainers.image.base.name"}}',
      imageName,
    );
    const name = 'gpu-fraction-webhook-contents-test';
    const context = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-fat-base-'));
    onTestFinished(() => {
      rmSync(context, { recursive: true });
      spawnSync('docker', ['rmi', '--force', `${name}:base`, `${name}:image`]);
    });
    const more = { 'usr/bin/dash': '#!', 'usr/local/lib/node_modules/npm/package.json': '{}', 'root/.profile': '' };
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(join(context, 'more', path, '..'), { recursive: true });
      writeFileSync(join(context, 'more', path), text, { mode: 0o755 });
    }
    writeFileSync(join(context, 'Dockerfile'), `FROM ${base}\nCOPY more /\n`);
    docker('build', '--quiet', '--tag', `${name}:base`, context);
    docker(
      'build',
      '--quiet',
      '--target=prebuilt',
      '--build-arg',
      `BASE_IMAGE=${name}:base`,
      '--tag',
      `${name}:image`,
      '.',
    );
    const files = (image: string) => withImageUnpacked(image, filesIn);
    expect(files(`${name}:base`)).toEqual(expect.arrayContaining(Object.keys(more)));
    expect(files(`${name}:image`)).toEqual(files(imageName));
  });
});

describe.skipIf(obstacle !== undefined)('the bill of materials of the image', { timeout: 120_000 }, () => {
  let document: Sbom;
  beforeAll(() => {
    document = imageSbom(imageName);
  });

  test('is valid by the schema of CycloneDX, and refers to nothing that it does not list', () => {
    expect(schemaErrors(document)).toEqual([]);
    expect(danglingReferences(document)).toEqual([]);
  });

  test('is the same, byte by byte, whenever it is made again', () => {
    expect(sbomText(imageSbom(imageName))).toBe(sbomText(document));
  });

  test('lists Node.js by its version, with the libraries inside it', async () => {
    const node = document.components.find(({ name }) => name === 'node');
    expect(`v${node?.version}`).toBe(await evaluateInImage(imageName, 'process.version'));
    const openssl = await evaluateInImage(imageName, 'process.versions.openssl');
    expect(node?.components).toContainEqual({ type: 'library', name: 'openssl', version: openssl });
  });

  test('lists a package of the distribution for the C library and for that of C++', () => {
    const purls = document.components.map(({ purl }) => purl ?? '');
    expect(document.components.map(({ type }) => type)).toContain('operating-system');
    for (const name of ['libc6', 'libstdc%2B%2B6', 'libgcc-s1']) {
      expect(
        purls.filter((purl) => new RegExp(`^pkg:deb/[a-z]+/${name}@.+\\?arch=.+&distro=`).test(purl)),
        name,
      ).toHaveLength(1);
    }
  });

  test('lists what is in the bundle, as the list beside the bundle has it, and that is the list of this bundle', () => {
    withImageUnpacked(imageName, (folder) => {
      const app = join(folder, 'app');
      const beside = JSON.parse(readFileSync(join(app, BUNDLE_SBOM), 'utf8')) as Sbom;
      expect(schemaErrors(beside)).toEqual([]);
      expect(document.components).toEqual(expect.arrayContaining([beside.metadata.component, ...beside.components]));
      for (const { name, hashes } of beside.metadata.component.components ?? []) {
        expect([name, hashes]).toEqual([name, [sha256(readFileSync(join(app, name)))]]);
      }
    });
  });
});
