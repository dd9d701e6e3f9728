import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { V1Pod } from '@kubernetes/client-node';
import { CoreV1Api } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import type { Manifest } from './api.ts';
import { create } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { startControlPlane } from './control-plane.ts';
import { requiredVersion } from './go-build.ts';
import { ensureNamespace } from './namespaces.ts';
import { describeOnCluster } from './suite.ts';
import { waitFor } from './wait.ts';

const template = {
  metadata: { labels: { app: 'test' } },
  spec: { containers: [{ name: 'main', image: 'example.com/none' }] },
};
const selector = { matchLabels: { app: 'test' } };

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describeOnCluster('the control plane', {}, (cluster) => {
  it('reports the version of its pinned module', () => {
    if (process.env['KUBEBUILDER_ASSETS']) expect(cluster().version).toMatch(/^v1\.\d+\.\d+/);
    else expect(cluster().version).toBe(requiredVersion('kubernetes', 'k8s.io/kubernetes'));
  });

  it.each<Manifest>([
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'deployment' }, spec: { selector, template } },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'statefulset' },
      spec: { selector, template, serviceName: 'none' },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'job' },
      spec: { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
    },
  ])('makes the pod of a $kind, with a service account token in it', async (workload) => {
    const namespace = workload.metadata.name ?? '';
    await ensureNamespace(cluster(), namespace);
    await create(cluster().kubeConfig, { ...workload, metadata: { ...workload.metadata, namespace } });

    const pod = await firstPod(cluster(), namespace);

    expect(pod.metadata?.name).toMatch(new RegExp(`^${namespace}-`));
    expect(pod.spec?.volumes?.map((volume) => volume.name)).toEqual([expect.stringMatching(/^kube-api-access-/)]);
  });

  it('ends every program and removes its folder when it stops', async () => {
    const other = await startControlPlane();
    const pids = other.processes.running().map(({ pid }) => pid);

    await other.stop();

    expect(pids).toHaveLength(3);
    expect(pids.filter(alive)).toEqual([]);
    expect(existsSync(other.folder)).toBe(false);
  });

  it('ends every program and removes its folder when the process that started it is killed', async () => {
    const module = fileURLToPath(new URL('./control-plane.ts', import.meta.url));
    const code = `
      import { startControlPlane } from ${JSON.stringify(module)};
      const { folder, processes } = await startControlPlane();
      console.log(JSON.stringify({ folder, pids: processes.running().map(({ pid }) => pid) }));
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
    const { folder, pids } = JSON.parse(line) as { folder: string; pids: number[] };
    expect(pids.filter(alive)).toEqual(pids);

    child.kill('SIGKILL');

    await waitFor('the programs to end', async (saw) => {
      saw(pids.filter(alive));
      return !pids.some(alive) && !existsSync(folder);
    });
  });
});

async function firstPod(cluster: Cluster, namespace: string): Promise<V1Pod> {
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  return waitFor(`a pod in namespace ${namespace}`, async (saw) => {
    const { items } = await core.listNamespacedPod({ namespace });
    const events = await core.listNamespacedEvent({ namespace });
    saw(events.items.map(({ reason, message }) => `${reason}: ${message}`));
    return items[0];
  });
}
