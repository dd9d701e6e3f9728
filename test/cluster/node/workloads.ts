import type { V1Pod } from '@kubernetes/client-node';
import { AppsV1Api, CoreV1Api } from '@kubernetes/client-node';
import type { Manifest } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { events } from '../pods.ts';
import type { WaitOptions } from '../wait.ts';
import { waitFor } from '../wait.ts';
import { tinyImage } from './images.ts';

/** A pod of the tiny image that runs one line of busybox's shell. */
export function shellPod(namespace: string, name: string, line: string, container: object = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: tinyImage, command: ['/busybox', 'sh', '-c', line], ...container }],
    },
  };
}

/** Waits until a pod is as wanted; when it gives up it shows the pod's status, its log and the namespace's events. */
export async function waitForPod(
  cluster: Cluster,
  { namespace, name }: { namespace: string; name: string },
  wanted: string,
  where: (pod: V1Pod) => boolean,
  options: WaitOptions = {},
): Promise<V1Pod> {
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  return waitFor(
    `pod ${name} to be ${wanted}`,
    async (saw) => {
      const pod = await core.readNamespacedPod({ namespace, name });
      saw(pod.status);
      return where(pod) && pod;
    },
    { atTheEnd: () => whatHappened(cluster, namespace, [name]), ...options },
  );
}

/** A pod whose every container passes its readiness probe. */
export function isReady({ status, metadata }: V1Pod): boolean {
  const ready = status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True');
  return metadata?.deletionTimestamp === undefined && ready === true;
}

/** A pod that is over, well or not. */
export function isFinished({ status }: V1Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

/** What a pod's container has printed. */
export async function podLog(cluster: Cluster, namespace: string, name: string, container?: string): Promise<string> {
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  return core.readNamespacedPodLog({ namespace, name, ...(container !== undefined && { container }) });
}

/** Waits until a Deployment has all its pods, of its latest template and ready, and returns them. */
export async function waitForDeployment(
  cluster: Cluster,
  namespace: string,
  name: string,
  options: WaitOptions = {},
): Promise<V1Pod[]> {
  const apps = cluster.kubeConfig.makeApiClient(AppsV1Api);
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  const podsOf = async (selector: Record<string, string> = {}): Promise<V1Pod[]> => {
    const labelSelector = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
    return (await core.listNamespacedPod({ namespace, labelSelector: labelSelector.join(',') })).items;
  };
  let pods: V1Pod[] = [];
  return waitFor(
    `deployment ${name} to be rolled out`,
    async (saw) => {
      const { metadata, spec, status } = await apps.readNamespacedDeployment({ namespace, name });
      pods = await podsOf(spec?.selector.matchLabels);
      saw({ status, pods: pods.map((pod) => pod.status) });
      const wanted = spec?.replicas ?? 1;
      const done =
        // Before the controller has seen the latest template the numbers are those of the one before.
        (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) &&
        status?.updatedReplicas === wanted &&
        status.availableReplicas === wanted &&
        status.replicas === wanted;
      return done && pods.filter(isReady);
    },
    {
      atTheEnd: () =>
        whatHappened(
          cluster,
          namespace,
          pods.map((pod) => pod.metadata?.name ?? ''),
        ),
      ...options,
    },
  );
}

async function whatHappened(cluster: Cluster, namespace: string, names: string[]): Promise<string> {
  const logs = names.map(async (name) => {
    const log = await podLog(cluster, namespace, name).catch((error: Error) => `(no log: ${error.message})`);
    return `--- log of ${name}:\n${log}`;
  });
  return [...(await events(cluster, namespace)), ...(await Promise.all(logs))].join('\n');
}
