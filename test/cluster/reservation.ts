import type { V1Pod } from '@kubernetes/client-node';
import { mergePatch } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { actOnPods, setPodStatus } from './kubelet.ts';

/** Namespace in which KAI's binder makes one pod for each GPU that fractions share. */
export const reservationNamespace = 'kai-resource-reservation';

const gpuGroupLabel = 'runai-gpu-group';
const gpuIndexAnnotation = 'run.ai/reserve_for_gpu_index';

/**
 * Plays the part of KAI's reservation pods. A real one holds a whole GPU, finds out which one the kubelet gave it,
 * and writes that into its own annotation; until then the binder waits, and after 40 s it gives up. Here the pod gets
 * the lowest GPU of its node that no other reservation pod has.
 */
export function playReservationPods(cluster: Cluster): () => void {
  return actOnPods(cluster, reservationNamespace, async (pods) => {
    const reservations = pods.filter((pod) => pod.metadata?.labels?.[gpuGroupLabel] !== undefined);
    for (const pod of reservations) {
      if (gpuOf(pod) !== undefined) continue;
      const taken = new Set(
        reservations.filter((other) => other.spec?.nodeName === pod.spec?.nodeName).map((other) => gpuOf(other)),
      );
      let gpu = 0;
      while (taken.has(String(gpu))) gpu += 1;
      await mergePatch(
        cluster.kubeConfig,
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: pod.metadata?.name ?? '', namespace: reservationNamespace },
        },
        { metadata: { annotations: { [gpuIndexAnnotation]: String(gpu) } } },
      );
      pod.metadata = {
        ...pod.metadata,
        annotations: { ...pod.metadata?.annotations, [gpuIndexAnnotation]: String(gpu) },
      };
      await setPodStatus(cluster, pod, 'Running');
    }
  });
}

function gpuOf(pod: V1Pod): string | undefined {
  return pod.metadata?.annotations?.[gpuIndexAnnotation];
}
