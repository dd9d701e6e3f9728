import { CoreV1Api } from '@kubernetes/client-node';
import { apply } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { waitFor } from './wait.ts';

/** Creates a namespace, or changes its labels, and waits until pods can be created in it. */
export async function ensureNamespace(
  cluster: Cluster,
  name: string,
  { labels = {}, annotations = {} }: { labels?: Record<string, string>; annotations?: Record<string, string> } = {},
): Promise<void> {
  await apply(cluster.kubeConfig, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations } });
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  // The ServiceAccount admission plugin refuses pods until the controller manager has made this account.
  await waitFor(`the default service account of namespace ${name}`, () =>
    core.readNamespacedServiceAccount({ namespace: name, name: 'default' }),
  );
}

/** Makes service accounts that pods or controllers are going to use. */
export async function ensureServiceAccounts(cluster: Cluster, namespace: string, ...names: string[]): Promise<void> {
  await apply(
    cluster.kubeConfig,
    ...names.map((name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } })),
  );
}
