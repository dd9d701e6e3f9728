import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import lockfile from '../../package-lock.json' with { type: 'json' };
import { BUNDLE_FILES, bundle } from '../../scripts/bundle/bundle.mjs';
import { bundledPackages } from '../../scripts/bundle/packages.mjs';
import { BUNDLE_SBOM, bundleSbom } from '../../scripts/sbom/bundle-sbom.mjs';
import { type Sbom, sbomText } from '../../scripts/sbom/document.mjs';
import { builtSbom, nameOf } from './built-bundle.ts';
import { danglingReferences, schemaErrors } from './cyclonedx-schema.ts';

const document = builtSbom();

/** By another way than the program's: every folder of a package that stands in a path with bytes in the bundle. */
function packagesIn(metafiles: Awaited<ReturnType<typeof bundle>>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const output of metafiles.flatMap(({ outputs }) => Object.values(outputs))) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
      if (folder !== undefined && bytesInOutput > 0) {
        const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
        found.add(`${name}@${version}`);
      }
    }
  }
  return found;
}

describe('the bill of materials of the bundle', () => {
  let metafiles: Awaited<ReturnType<typeof bundle>>;
  beforeAll(async () => {
    metafiles = await bundle('dist', { write: false });
  });

  test('is valid by the schema of CycloneDX, and refers to nothing that it does not list', () => {
    expect(schemaErrors(document)).toEqual([]);
    expect(danglingReferences(document)).toEqual([]);
  });

  test('lists exactly the packages of which esbuild put something into the bundle', () => {
    const expected = packagesIn(metafiles);
    expect(expected.size).toBeGreaterThan(50);
    expect(document.components.map(nameOf).sort()).toEqual([...expected].sort());
  });

  test('gives each its licence, its package URL and the hash by which npm knows its archive', () => {
    for (const component of document.components) {
      const name = nameOf(component);
      expect(component.purl, name).toBe(`pkg:npm/${name.replace(/^@/, '%40')}`);
      expect(component.licenses, name).toHaveLength(1);
      const integrity = Object.entries(lockfile.packages)
        .filter(([path, locked]) => path.endsWith(`node_modules/${name.replace(/@[^@]*$/, '')}`) && 'version' in locked)
        .filter(([, locked]) => name.endsWith(`@${locked.version}`))
        .map(([, locked]) => ('integrity' in locked ? locked.integrity : ''));
      const [hash] = component.hashes ?? [];
      expect(hash?.alg).toBe('SHA-512');
      expect(integrity, name).toContain(`sha512-${Buffer.from(hash?.content ?? '', 'hex').toString('base64')}`);
    }
  });

  test('says which package needs which', () => {
    const needs = (name: string) =>
      document.dependencies
        .find(({ ref }) => ref.startsWith(`pkg:npm/${name}@`))
        ?.dependsOn.map((ref) => ref.split('@')[0]);
    expect(needs('pino')).toContain('pkg:npm/sonic-boom');
    expect(needs('zod')).toEqual([]);
    const [own] = document.dependencies;
    expect(own?.ref).toMatch(/^gpu-fraction-webhook@/);
    expect(own?.dependsOn.map((ref) => ref.split('@')[0])).toEqual(
      expect.arrayContaining(['pkg:npm/fastify', 'pkg:npm/zod']),
    );
  });

  test('names the files of the bundle by their hashes', () => {
    const sum = (file: string) =>
      createHash('sha256')
        .update(readFileSync(`dist/${file}`))
        .digest('hex');
    expect(document.metadata.component.components?.map(({ name, hashes }) => [name, hashes?.[0]?.content])).toEqual(
      BUNDLE_FILES.map((name) => [name, sum(name)]),
    );
  });

  test('is the same, byte by byte, whenever it is made again, and has a time only where it is told which', () => {
    expect(sbomText(remade())).toBe(readFileSync(`dist/${BUNDLE_SBOM}`, 'utf8'));
    const told = process.env['SOURCE_DATE_EPOCH'];
    onTestFinished(() => {
      delete process.env['SOURCE_DATE_EPOCH'];
      Object.assign(process.env, told === undefined ? {} : { SOURCE_DATE_EPOCH: told });
    });
    delete process.env['SOURCE_DATE_EPOCH'];
    expect(sbomText(remade())).not.toMatch(/serialNumber|timestamp/);
    process.env['SOURCE_DATE_EPOCH'] = '1700000000';
    const dated = remade();
    expect(dated.metadata.timestamp).toBe('2023-11-14T22:13:20.000Z');
    expect(schemaErrors(dated)).toEqual([]);
  });

  function remade(): Sbom {
    const files = Object.fromEntries(BUNDLE_FILES.map((name) => [name, readFileSync(`dist/${name}`)]));
    const program = JSON.parse(readFileSync('package.json', 'utf8'));
    const { version: esbuildVersion } = JSON.parse(readFileSync('node_modules/esbuild/package.json', 'utf8'));
    return bundleSbom({ program, files, esbuildVersion, bundled: bundledPackages(metafiles, lockfile) });
  }

  test('leaves out a package of which nothing remained, though esbuild has read it', () => {
    const read = { bytes: 1, imports: [] };
    const metafile = (bytesInOutput: number) => ({
      inputs: { 'node_modules/zod/index.js': read },
      outputs: {
        'dist/a.mjs': {
          ...{ bytes: 1, imports: [], exports: [] },
          inputs: { 'node_modules/zod/index.js': { bytesInOutput } },
        },
      },
    });
    const names = (bytes: number) => bundledPackages([metafile(bytes)], lockfile).packages.map(({ name }) => name);
    expect([names(1), names(0)]).toEqual([['zod'], []]);
  });

  test('is not made where the installed packages are not those of the lockfile', () => {
    const other = structuredClone(lockfile.packages) as Record<string, { version?: string }>;
    other['node_modules/zod'] = { ...other['node_modules/zod'], version: '1.0.0' };
    expect(() => bundledPackages(metafiles, { packages: other })).toThrow(
      /^node_modules\/zod is version [\d.]+, and package-lock\.json has 1\.0\.0 there; run npm ci$/,
    );
  });
});
