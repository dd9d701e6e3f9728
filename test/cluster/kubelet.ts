import type { V1Pod } from '@kubernetes/client-node';
import { CoreV1Api } from '@kubernetes/client-node';
import { mergePatch } from './api.ts';
import type { Cluster } from './control-plane.ts';

/** What a kubelet would write into a pod's status: everything runs, or everything has ended well. */
export async function setPodStatus(
  cluster: Cluster,
  pod: V1Pod,
  phase: 'Running' | 'Succeeded' | 'Failed',
  ip = '10.244.0.1',
): Promise<void> {
  const now = new Date().toISOString();
  const exitCode = phase === 'Failed' ? 1 : 0;
  const ended = {
    terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', startedAt: now, finishedAt: now },
  };
  const statuses = (containers: { name: string; image?: string }[], state: object, ready: boolean): object[] =>
    containers.map(({ name, image = '' }) => ({
      name,
      image,
      imageID: image,
      containerID: `fake://${name}`,
      ready,
      started: ready,
      restartCount: 0,
      state,
    }));
  const running = phase === 'Running';
  const ready = running ? 'True' : 'False';
  await mergePatch(
    cluster.kubeConfig,
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: pod.metadata?.name ?? '', namespace: pod.metadata?.namespace ?? '' },
    },
    {
      status: {
        phase,
        podIP: ip,
        podIPs: [{ ip }],
        startTime: now,
        conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
          type,
          status: type.includes('Ready') ? ready : 'True',
          lastTransitionTime: now,
        })),
        initContainerStatuses: statuses(
          pod.spec?.initContainers ?? [],
          { ...ended, terminated: { ...ended.terminated, exitCode: 0 } },
          true,
        ),
        containerStatuses: statuses(
          pod.spec?.containers ?? [],
          running ? { running: { startedAt: now } } : ended,
          running,
        ),
      },
    },
    '/status',
  );
}

/**
 * Calls `act` again and again with the pods of a namespace, until the cluster stops or the returned function is
 * called. A failed look is tried again: the API server may be restarting, a pod may just have gone.
 */
export function actOnPods(
  cluster: Cluster,
  namespace: string,
  act: (pods: V1Pod[]) => Promise<void>,
  everyMs = 100,
): () => void {
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  let stopped = false;
  const round = async (): Promise<void> => {
    try {
      await act((await core.listNamespacedPod({ namespace })).items);
    } catch {
      // Next round.
    }
    if (!stopped) timer = setTimeout(() => void round(), everyMs);
  };
  let timer = setTimeout(() => void round(), 0);
  const stop = (): void => {
    stopped = true;
    clearTimeout(timer);
  };
  cluster.onStop(stop);
  return stop;
}

/** Plays the kubelet for every pod of a namespace that a scheduler has bound: it runs at once and never ends. */
export function runBoundPods(cluster: Cluster, namespace: string): () => void {
  return actOnPods(cluster, namespace, async (pods) => {
    for (const pod of pods) {
      if (pod.spec?.nodeName !== undefined && (pod.status?.phase ?? 'Pending') === 'Pending') {
        await setPodStatus(cluster, pod, 'Running');
      }
    }
  });
}
