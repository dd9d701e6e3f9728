import { type V1Deployment, Watch } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { CHART_FOLDER, HELMS, type Helm, IMAGE, runHelm, type Values } from '../../chart/helm.ts';
import { callOk } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { describeOnCluster } from '../suite.ts';

const RELEASE = 'gpu-fraction-webhook';

const AUTOSCALED = { autoscaling: { enabled: true } };

/** The numbers of replicas that the Deployment was to have, one after the other, while something was done. */
async function replicasDuring(cluster: Cluster, act: () => Promise<void>): Promise<number[]> {
  const path = `/apis/apps/v1/namespaces/${RELEASE}/deployments`;
  const { body } = await callOk(cluster.kubeConfig, 'GET', path);
  const { resourceVersion } = (body as { metadata: { resourceVersion: string } }).metadata;
  await act();
  // A watch tells every state since then, also one that was there for milliseconds.
  const seen: number[] = [];
  await new Promise<void>((ended) => {
    void new Watch(cluster.kubeConfig).watch(
      path,
      { resourceVersion, timeoutSeconds: 2 },
      (_, { spec }: V1Deployment) => seen.push(spec?.replicas ?? 0),
      () => ended(),
    );
  });
  return seen;
}

async function helm(cluster: Cluster, which: Helm, verb: 'install' | 'upgrade', values: Values): Promise<void> {
  const { status, stderr } = await runHelm(
    which,
    [verb, RELEASE, CHART_FOLDER, '--namespace', RELEASE, ...(verb === 'install' ? ['--create-namespace'] : [])],
    { kubeconfig: cluster.kubeconfigPath, values: { ...IMAGE, ...values } },
  );
  expect([status, stderr]).toEqual([0, '']);
}

for (const which of HELMS) {
  // What docs/install.md says of it.
  describeOnCluster(
    `a release by ${which} that is scaled automatically from now on`,
    { groups: [which] },
    (cluster) => {
      it('has one replica until the autoscaler looks, since the field is taken away', async () => {
        await helm(cluster(), which, 'install', {});
        const replicas = await replicasDuring(cluster(), () => helm(cluster(), which, 'upgrade', AUTOSCALED));
        expect(Math.min(...replicas)).toBe(1);
      });

      it(`keeps its replicas where somebody has set another number: ${which === 'helm4'}`, async () => {
        await helm(cluster(), which, 'upgrade', {});
        const path = `/apis/apps/v1/namespaces/${RELEASE}/deployments/${RELEASE}/scale`;
        await callOk(cluster().kubeConfig, 'PATCH', path, { spec: { replicas: 3 } }, 'application/merge-patch+json');
        const replicas = await replicasDuring(cluster(), () => helm(cluster(), which, 'upgrade', AUTOSCALED));
        expect(Math.min(...replicas)).toBe(which === 'helm4' ? 3 : 1);
      });
    },
  );
}
