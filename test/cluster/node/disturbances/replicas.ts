import { readdirSync, readFileSync } from 'node:fs';
import { CoreV1Api, type V1Pod } from '@kubernetes/client-node';
import type { Cluster } from '../../control-plane.ts';
import { RELEASE } from '../chart/release.ts';

/** The webhook's pods, those on their way out among them. */
export async function replicas(cluster: Cluster): Promise<readonly V1Pod[]> {
  const labelSelector = `app.kubernetes.io/name=${RELEASE}`;
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  return (await core.listNamespacedPod({ namespace: RELEASE, labelSelector })).items;
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
