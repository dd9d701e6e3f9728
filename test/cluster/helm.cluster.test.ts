import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { requiredVersion } from './go-build.ts';
import { firstUnavailable, program } from './programs.ts';

describe.skipIf(firstUnavailable('helm3', 'helm4') !== undefined).each([
  ['helm3', 'helm.sh/helm/v3'],
  ['helm4', 'helm.sh/helm/v4'],
] as const)('%s', (group, module) => {
  let chart = '';
  beforeAll(() => {
    chart = mkdtempSync(join(tmpdir(), 'gpu-fraction-chart-'));
    mkdirSync(join(chart, 'templates'));
    const about = { apiVersion: 'v2', name: 'small', version: '0.1.0', kubeVersion: '>=1.30.0-0' };
    writeFileSync(join(chart, 'Chart.yaml'), stringify(about));
    writeFileSync(join(chart, 'templates', 'version.yaml'), 'kubernetes: {{ .Capabilities.KubeVersion.Version }}\n');
  });
  afterAll(() => rmSync(chart, { recursive: true }));

  const run = async (...args: string[]) => spawnSync(await program(group, 'helm'), args, { encoding: 'utf8' });

  it('reports the version of its pinned module', async () => {
    expect((await run('version', '--template', '{{ .Version }}')).stdout).toBe(requiredVersion(group, module));
  });

  it('renders without a cluster for the Kubernetes of its client, as a released one does', async () => {
    const minor = requiredVersion(group, 'k8s.io/client-go').split('.')[1];
    const { stdout, stderr } = await run('template', chart);

    expect(stderr).toBe('');
    expect(stdout).toContain(`kubernetes: v1.${minor}.0`);
  });
});
