import { readdirSync, readFileSync } from 'node:fs';
import { CoreV1Api, type V1Pod } from '@kubernetes/client-node';
import type { Cluster } from '../../control-plane.ts';
import { waitFor } from '../../wait.ts';
import { RELEASE } from '../chart/release.ts';
import type { ClusterWithNode } from '../suite.ts';

/** The webhook's pods, those on their way out among them. */
export async function replicas(cluster: Cluster): Promise<readonly V1Pod[]> {
  const labelSelector = `app.kubernetes.io/name=${RELEASE}`;
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  return (await core.listNamespacedPod({ namespace: RELEASE, labelSelector })).items;
}

/** How often a container of a pod has been started again. */
export const restarts = ({ status }: V1Pod): number =>
  status?.containerStatuses?.reduce((sum, { restartCount }) => sum + restartCount, 0) ?? 0;

/**
 * Has done at once with pods that are on their way out, which take as long as their grace period, and with those whose
 * container has been started again, since the kubelet waits longer each time before it does that.
 */
export async function removeUsed(cluster: Cluster): Promise<void> {
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  const used = (await replicas(cluster)).filter(
    (pod) => pod.metadata?.deletionTimestamp !== undefined || restarts(pod) > 0,
  );
  await Promise.all(
    used.map(({ metadata }) =>
      core.deleteNamespacedPod({ namespace: RELEASE, name: metadata?.name ?? '', gracePeriodSeconds: 0 }),
    ),
  );
}

/** Waits until the kubelet has started a pod's container again. */
export async function untilRestarted(cluster: Cluster, pod: V1Pod): Promise<void> {
  await waitFor('the container to be started again', async (saw) => {
    const now = (await replicas(cluster)).find(({ metadata }) => metadata?.uid === pod.metadata?.uid);
    saw(now?.status);
    return now !== undefined && restarts(now) > restarts(pod);
  });
}

/**
 * Waits until the Service leads to every replica. That takes EndpointSlices and kube-proxy a second or two after a replica
 * is ready; until then the others have all of the traffic, and the Service has no second one to lead to.
 */
export async function untilServed({ cluster, node }: ClusterWithNode): Promise<void> {
  await waitFor('the Service to lead to every replica', async (saw) => {
    const addresses = (await replicas(cluster)).map(({ status }) => status?.podIP);
    const rules = await node.machine.run('iptables-save', '-t', 'nat');
    saw(addresses);
    return addresses.every((address) => rules.includes(`--to-destination ${address}:8443`));
  });
}

/** The process of a replica, as this machine knows it: the node's are among its own. */
export function processOf({ metadata }: V1Pod): number {
  const uid = metadata?.uid ?? '';
  const pid = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && isWebhookIn(entry, uid));
  if (pid === undefined) {
    throw new Error(`pod ${metadata?.name} has no process`);
  }
  return Number(pid);
}

function isWebhookIn(pid: string, podUid: string): boolean {
  try {
    return (
      readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(podUid) &&
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('gpu-fraction-webhook.mjs')
    );
  } catch {
    // It has ended meanwhile.
    return false;
  }
}
