import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CHECKSUMS, checksums } from '../../scripts/release/checksums.ts';
import { contentProblems, PACKAGE_CONTENTS } from '../../scripts/release/package-contents.ts';

const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-release-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('sums are those that people check by, and leave out themselves and their signature', () => {
  writeFileSync(join(folder, 'b.tgz'), 'b');
  writeFileSync(join(folder, 'a file'), 'a');
  writeFileSync(join(folder, `${CHECKSUMS}.sigstore.json`), '{}');
  // As the workflow calls it, once more when the lists of its images are there.
  expect(spawnSync(process.execPath, ['scripts/release/checksums.ts', folder]).status).toBe(0);
  const check = () => spawnSync('sha256sum', ['--check', CHECKSUMS], { cwd: folder, encoding: 'utf8' });
  expect(check()).toMatchObject({ status: 0, stdout: 'a file: OK\nb.tgz: OK\n' });
  expect(checksums(folder).split('\n')).toHaveLength(3);
  writeFileSync(join(folder, 'b.tgz'), 'c');
  expect(check().status).toBe(1);
});

it('a package with a file too many or too few is named with it', () => {
  expect(contentProblems(PACKAGE_CONTENTS)).toEqual([]);
  expect(contentProblems([...PACKAGE_CONTENTS.slice(1), 'dist/secret.pem'])).toEqual([
    expect.stringContaining('holds dist/secret.pem'),
    'the package lacks LICENSE',
  ]);
});
