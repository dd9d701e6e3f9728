import type { V1Container, V1Pod } from '@kubernetes/client-node';
import { callOk } from '../api.ts';
import { addQueues, startKai } from '../kai.ts';
import { addFakeNodes } from '../nodes.ts';
import { optedIn } from '../own-webhook.ts';
import { isBound, waitForPods } from '../pods.ts';
import { waitFor } from '../wait.ts';
import type { Here } from '../with-webhook.ts';

/** Programs whose logs tell why a pod is not bound. */
export const logsOf = ['kai-scheduler', 'kai-podgrouper', 'kai-binder', 'kai-admission'];

/** Makes an opted-in namespace, lets a creator make its workload in it, and waits until KAI has bound its pods. */
export async function bound(
  { cluster, webhook }: Here,
  namespace: string,
  make: (namespace: string) => Promise<unknown>,
  { count = 1, labels = {} }: { count?: number; labels?: Record<string, string> } = {},
): Promise<V1Pod[]> {
  await webhook.namespace(namespace, { ...optedIn('team-a'), ...labels });
  await make(namespace);
  return waitForPods(cluster, namespace, { count, where: isBound, logsOf });
}

/** Names of the containers that KAI's admission has given access to a shared GPU. */
export function sharingContainers(pod: V1Pod | undefined): string[] {
  const sharing = ({ env, envFrom }: V1Container): boolean =>
    (env?.some(({ name }) => name === 'NVIDIA_VISIBLE_DEVICES') ?? false) ||
    (envFrom?.some(({ configMapRef }) => configMapRef?.name?.endsWith('-evar') ?? false) ?? false);
  return [...(pod?.spec?.initContainers ?? []), ...(pod?.spec?.containers ?? [])]
    .filter(sharing)
    .map(({ name }) => name);
}

/** Queues of the PodGroups of a namespace: whose quota its pods are charged to. */
export async function queues({ cluster }: Here, namespace: string): Promise<unknown[]> {
  const path = `/apis/scheduling.run.ai/v2alpha2/namespaces/${namespace}/podgroups`;
  return waitFor(`a PodGroup in ${namespace}`, async (saw) => {
    const { body } = await callOk(cluster.kubeConfig, 'GET', path);
    saw(body);
    const { items } = body as { items: { spec: { queue?: string } }[] };
    return items.length > 0 && items.map(({ spec }) => spec.queue);
  });
}

/** Starts KAI with a queue for each of two projects, and two nodes of eight GPUs. */
export async function startKaiWithNodes(cluster: Here['cluster']): Promise<void> {
  await startKai(cluster);
  await addQueues(cluster, 'team-a', 'team-b');
  await addFakeNodes(cluster, { name: 'gpu-node-1', gpus: 8 }, { name: 'gpu-node-2', gpus: 8 });
}
