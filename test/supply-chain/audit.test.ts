import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { advisoryFaults } from '../../scripts/dependencies/advisories.ts';
import { type Advisory, audit } from '../../scripts/dependencies/audit.ts';
import { type Answer, startAdvisoryRegistry } from './advisory-registry.ts';

// A machine may have a proxy for npm, which does not lead back to this machine.
beforeAll(() => {
  process.env['NO_PROXY'] = '127.0.0.1';
});

/** A folder with a lockfile of these packages. */
function project(packages: Readonly<Record<string, { readonly version: string }>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-audited-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const dependencies = { fastify: '1.0.0' };
  const lockfile = { lockfileVersion: 3, packages: { '': { name: 'audited', dependencies }, ...packages } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'audited', dependencies }));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lockfile));
  return folder;
}

const withFastify = () => project({ 'node_modules/fastify': { version: '1.0.0' } });

async function registryThatAnswers(answer: Answer): Promise<string> {
  const registry = await startAdvisoryRegistry(answer);
  onTestFinished(() => registry.stop());
  return registry.url;
}

const advisory = (id: string, severity: string, title: string) => ({
  id: 1,
  url: `https://example.org/advisories/${id}`,
  title,
  severity,
  vulnerable_versions: '<2.0.0',
  cwe: [],
  cvss: { score: 0, vectorString: null },
});

const KNOWN = { minimist: [advisory('GHSA-vh95-rmgr-6w4m', 'moderate', 'Prototype Pollution')] };

/** As a real registry: it says only what concerns the packages that it is asked about. */
const about =
  (advisories: Readonly<Record<string, readonly unknown[]>>): Answer =>
  (asked) => ({
    status: 200,
    body: JSON.stringify(Object.fromEntries(Object.entries(advisories).filter(([name]) => asked[name] !== undefined))),
  });

describe('a registry', { timeout: 60_000 }, () => {
  test('that knows of a vulnerability says which package has it, and where it is installed', async () => {
    const fastify = [advisory('GHSA-aaaa-bbbb-cccc', 'high', 'Reads too much')];
    const registry = await registryThatAnswers(about({ ...KNOWN, fastify }));
    expect(await audit(withFastify(), registry)).toEqual({
      kind: 'asked',
      advisories: [
        {
          id: 'GHSA-aaaa-bbbb-cccc',
          title: 'Reads too much',
          severity: 'high',
          package: 'fastify',
          folders: ['node_modules/fastify'],
        },
      ],
    });
  });

  test('that knows of none about the packages is believed, since it knows of another', async () => {
    const registry = await registryThatAnswers(about(KNOWN));
    expect(await audit(withFastify(), registry)).toEqual({ kind: 'asked', advisories: [] });
  });

  test('that knows of nothing at all is not believed', async () => {
    const registry = await registryThatAnswers(about({}));
    expect(await audit(withFastify(), registry)).toEqual({
      kind: 'unanswered',
      why: expect.stringMatching(/knows of nothing, not even of minimist 0\.0\.8/),
    });
  });

  test.each([
    ['does not serve advisories', 404, '{}', /404 Not Found/],
    ['does not take questions', 405, '', /405 Method Not Allowed/],
    ['has a fault', 503, '', /503 Service Unavailable/],
    ['answers with a page', 200, '<html>', /invalid json response/],
  ])('that %s has not answered, in npm’s own words', async (_, status, body, why) => {
    const registry = await registryThatAnswers(() => ({ status, body }));
    expect(await audit(withFastify(), registry)).toEqual({ kind: 'unanswered', why: expect.stringMatching(why) });
  });

  test('that is not there has not answered', async () => {
    expect(await audit(withFastify(), 'http://127.0.0.1:1')).toEqual({
      kind: 'unanswered',
      why: expect.stringMatching(/ECONNREFUSED/),
    });
  });
});

test('a folder that npm cannot ask about is a fault, and not an answer that did not come', async () => {
  const registry = await registryThatAnswers(about(KNOWN));
  const empty = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-audited-'));
  onTestFinished(() => rmSync(empty, { recursive: true }));
  await expect(audit(empty, registry)).rejects.toThrow(/did not ask the registry[\s\S]*ENOLOCK/);
}, 60_000);

describe('an advisory', () => {
  const onFastify: Advisory = {
    id: 'GHSA-aaaa-bbbb-cccc',
    title: 'Reads too much',
    severity: 'low',
    package: 'fastify',
    folders: ['node_modules/fastify'],
  };
  const inTheBundle = new Set(['node_modules/fastify']);
  const inNothing: ReadonlySet<string> = new Set();

  test('on a package in the bundle is a fault, however small, and the sentence says what to do', () => {
    expect(advisoryFaults([onFastify], inTheBundle, {})).toEqual([
      'fastify, in the bundle: Reads too much (GHSA-aaaa-bbbb-cccc, low); take a version without it, or accept it with a ' +
        'reason in scripts/dependencies/advisories.ts',
    ]);
  });

  test.each([
    ['info', 0],
    ['low', 0],
    ['moderate', 0],
    ['high', 1],
    ['critical', 1],
  ] as const)('of severity %s on a tool makes %i faults', (severity, faults) => {
    expect(advisoryFaults([{ ...onFastify, severity }], inNothing, {})).toHaveLength(faults);
  });

  test('on another version of a name in the bundle is one on a tool', () => {
    const elsewhere = { ...onFastify, folders: ['node_modules/a/node_modules/fastify'] };
    expect(advisoryFaults([elsewhere], inTheBundle, {})).toEqual([]);
  });

  test('that is accepted with a reason is none, until it is no longer reported', () => {
    const accepted = { [onFastify.id]: 'the part is not used' };
    expect(advisoryFaults([onFastify], inTheBundle, accepted)).toEqual([]);
    expect(advisoryFaults([], inTheBundle, accepted)).toEqual([expect.stringContaining('remove it')]);
  });
});
