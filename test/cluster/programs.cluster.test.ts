import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { build } from './go-build.ts';
import { programGroup } from './program-groups.ts';
import { availability, firstUnavailable, program } from './programs.ts';

describe('where the programs come from', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-programs-'));
    vi.stubEnv('GFW_CLUSTER_CACHE', join(folder, 'cache'));
    vi.stubEnv('GFW_CLUSTER_PROGRAMS', '');
    vi.stubEnv('KUBEBUILDER_ASSETS', '');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it('says what would help where there is no Go toolchain and nothing ready-made', () => {
    vi.stubEnv('PATH', folder);

    expect(firstUnavailable('etcd', 'kubernetes')).toMatchObject({
      available: false,
      reason: expect.stringContaining('etcd: no Go toolchain'),
      enable: expect.stringContaining('install'),
    });
  });

  it('takes etcd and kube-apiserver from KUBEBUILDER_ASSETS', async () => {
    mkdirSync(join(folder, 'assets', 'etcd'), { recursive: true });
    vi.stubEnv('KUBEBUILDER_ASSETS', join(folder, 'assets'));
    vi.stubEnv('PATH', folder);

    expect(availability('etcd')).toEqual({ available: true, from: 'KUBEBUILDER_ASSETS' });
    expect(await program('etcd', 'etcd')).toBe(join(folder, 'assets', 'etcd'));
    await expect(program('kubernetes', 'kube-apiserver')).rejects.toThrow('kube-apiserver does not exist');
  });

  it('takes a group ready-made from GFW_CLUSTER_PROGRAMS, also one that no module builds', async () => {
    mkdirSync(join(folder, 'kai', 'bin', 'scheduler'), { recursive: true });
    expect(availability('kai')).toMatchObject({ available: false });
    vi.stubEnv('GFW_CLUSTER_PROGRAMS', folder);

    expect(availability('kai')).toEqual({ available: true, from: join(folder, 'kai') });
    expect(await program('kai', 'scheduler')).toBe(join(folder, 'kai', 'bin', 'scheduler'));
  });

  it('leaves nothing in the cache when a build breaks off, and clears away what a killed one left', async () => {
    const broken = { ...programGroup('etcd'), programs: { etcd: 'example.com/no/such/package' } };
    const gone = spawnSync('true').pid;
    mkdirSync(join(folder, 'cache', `0123.partial-${gone}`), { recursive: true });

    await expect(build('etcd', broken)).rejects.toThrow('go list in test/cluster/programs/etcd failed');

    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });
});
