import { create } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { probe } from './own-webhook.ts';
import { waitFor } from './wait.ts';

/** One pod, in a dry run: what the API server made of it. With `Fail`, a call that fails is an error. */
export async function tryPod(cluster: Cluster, namespace: string): Promise<string> {
  try {
    const { spec } = await create(cluster.kubeConfig, probe(namespace), '?dryRun=All');
    return (spec as { schedulerName: string }).schedulerName === 'kai-scheduler' ? 'patched' : 'unpatched';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Waits until such a pod is patched: the API server learns of a registration by a watch. */
export const untilCalled = (cluster: Cluster, namespace: string): Promise<unknown> =>
  waitFor('the API server to call the webhook', async (saw) => {
    const outcome = await tryPod(cluster, namespace);
    saw(outcome);
    return outcome === 'patched';
  });
