import { type V1Deployment, Watch } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { CHART_FOLDER, HELMS, type Helm, IMAGE, runHelm, type Values } from '../../chart/helm.ts';
import { callOk } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { describeOnCluster } from '../suite.ts';

const RELEASE = 'gpu-fraction-webhook';

const AUTOSCALED = { autoscaling: { enabled: true } };

const DEPLOYMENTS = `/apis/apps/v1/namespaces/${RELEASE}/deployments`;

/** The numbers of replicas that the Deployment was to have, one after the other, from before something was done. */
async function replicasDuring(cluster: Cluster, act: () => Promise<void>): Promise<number[]> {
  const before = await deployment(cluster);
  await act();
  const after = await deployment(cluster);
  const seen = [before.spec?.replicas ?? 0];
  if (versionOf(after) === versionOf(before)) {
    return seen;
  }
  // A watch tells every state since then, also one that was there for milliseconds.
  const watch = new Watch(cluster.kubeConfig);
  let ended: AbortController | undefined;
  await new Promise<void>((resolve, reject) => {
    const look = (_: string, state: V1Deployment): void => {
      seen.push(state.spec?.replicas ?? 0);
      if (versionOf(state) === versionOf(after)) {
        resolve();
      }
    };
    const failed = (error: unknown): void => reject(new Error('the watch ended too early', { cause: error }));
    watch.watch(DEPLOYMENTS, { resourceVersion: versionOf(before) }, look, failed).then((controller) => {
      ended = controller;
    }, reject);
  });
  ended?.abort();
  return seen;
}

async function deployment(cluster: Cluster): Promise<V1Deployment> {
  const { body } = await callOk(cluster.kubeConfig, 'GET', `${DEPLOYMENTS}/${RELEASE}`);
  return body as V1Deployment;
}

const versionOf = ({ metadata }: V1Deployment): string => metadata?.resourceVersion ?? '';

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
        const scale = { spec: { replicas: 3 } };
        const path = `${DEPLOYMENTS}/${RELEASE}/scale`;
        await callOk(cluster().kubeConfig, 'PATCH', path, scale, 'application/merge-patch+json');
        const replicas = await replicasDuring(cluster(), () => helm(cluster(), which, 'upgrade', AUTOSCALED));
        expect(Math.min(...replicas)).toBe(which === 'helm4' ? 3 : 1);
      });
    },
  );
}
