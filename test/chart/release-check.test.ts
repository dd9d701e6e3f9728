import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { firstUnavailable } from '../cluster/programs.ts';

/* Here, because it packs the chart and judges the workflows by real programs. The bundle is there when tests run. */

const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-release-'));
afterAll(() => rmSync(folder, { recursive: true }));
const release = join(folder, 'release');

function check(env: NodeJS.ProcessEnv) {
  return spawnSync(process.execPath, ['scripts/release/check.ts'], {
    encoding: 'utf8',
    env: { ...process.env, TAG: '', GITHUB_REPOSITORY: 'team/webhook', RELEASE_FOLDER: release, ...env },
  });
}

const lacking = firstUnavailable('actionlint');

describe.skipIf(lacking !== undefined)(
  `release-check${lacking ? `; skipped: ${lacking.reason}` : ''}`,
  { timeout: 120_000 },
  () => {
    it('does all that needs no registry, says what it only looked at, and leaves the files of a release', () => {
      const { stdout, status } = check({ WITHOUT: 'image' });
      expect({ stdout, status }).toMatchObject({ status: 0 });
      const steps = [...stdout.matchAll(/^(done|linted|left out) +(\S+|npm package) {2}/gm)].map(([, kind, step]) => [
        step,
        kind,
      ]);
      expect(Object.fromEntries(steps)).toEqual({
        versions: 'done',
        changelog: expect.stringMatching(/^(done|linted)$/),
        bundle: 'done',
        'npm package': 'done',
        krew: 'done',
        chart: 'done',
        image: 'left out',
        workflows: 'done',
        checksums: 'done',
        arm64: 'linted',
        registries: 'linted',
        signatures: 'linted',
        provenance: 'linted',
      });
      expect(stdout.trim().split('\n').at(-1)).toMatch(/^release-check: ok: /);
      const { version } = manifest;
      expect(readdirSync(release).sort()).toEqual([
        'SHA256SUMS',
        `gpu-fraction-webhook-${version}.tgz`,
        `gpu-fraction-webhook-chart-${version}.tgz`,
        'gpu-fraction-webhook.cdx.json',
        'gpu-fraction.yaml',
      ]);
      expect(readFileSync(join(release, 'gpu-fraction.yaml'), 'utf8')).toContain(
        `https://github.com/team/webhook/releases/download/v${version}/gpu-fraction-webhook-${version}.tgz`,
      );
    });

    it('fails for a tag of another version, with the sentence and the line of counts', () => {
      const others = 'bundle,npm package,krew,chart,image,workflows,checksums';
      const { stdout, status } = check({ WITHOUT: others, TAG: 'v99.0.0' });
      expect(status).toBe(1);
      expect(stdout).toMatch(/^failed {4}versions +the tag is "v99\.0\.0"/m);
      expect(stdout.trim().split('\n').at(-1)).toMatch(/^release-check: FAILED: .*failed \(versions/);
    });

    it('knows its steps by name', () => {
      const { stderr, status } = check({ WITHOUT: 'imgae' });
      expect(stderr).toMatch(/^release-check: no step is called imgae; there are: versions, /);
      expect(status).toBe(2);
    });
  },
);
