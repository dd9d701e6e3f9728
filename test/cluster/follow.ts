import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from './api.ts';
import { call } from './api.ts';
import type { Cluster } from './control-plane.ts';
import type { OwnWebhook } from './own-webhook.ts';

/** What the webhook knows beside the pod: kinds whose CRD is not there are passed over. */
const followed: [path: string, apiVersion: string, kind: string][] = [
  ['/api/v1/namespaces', 'v1', 'Namespace'],
  ['/apis/kubeflow.org/v1alpha1/poddefaults', 'kubeflow.org/v1alpha1', 'PodDefault'],
  ['/apis/ray.io/v1/rayclusters', 'ray.io/v1', 'RayCluster'],
  ['/apis/kubeflow.org/v1/pytorchjobs', 'kubeflow.org/v1', 'PyTorchJob'],
];

/** Tells the webhook, twice a second, of everything that a person adds to the cluster, until the cluster stops. */
export function followCluster(cluster: Cluster, webhook: OwnWebhook): void {
  let following = true;
  cluster.onStop(() => {
    following = false;
  });
  void (async () => {
    while (following) {
      for (const each of followed) await look(cluster, webhook, ...each).catch(() => undefined);
      await sleep(500);
    }
  })();
}

async function look(cluster: Cluster, webhook: OwnWebhook, path: string, apiVersion: string, kind: string) {
  const { status, body } = await call(cluster.kubeConfig, 'GET', path);
  if (status !== 200) return;
  for (const item of (body as { items: Manifest[] }).items) webhook.knows({ ...item, apiVersion, kind });
}
