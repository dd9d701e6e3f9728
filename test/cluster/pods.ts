import type { V1Pod } from '@kubernetes/client-node';
import { CoreV1Api } from '@kubernetes/client-node';
import type { Cluster } from './control-plane.ts';
import { logTail } from './processes.ts';
import { waitFor } from './wait.ts';

/**
 * Waits until a namespace has at least so many pods that match a label selector and a condition. What it says when
 * it gives up: the pods, the namespace's events, and the ends of the logs of the programs named.
 */
export async function waitForPods(
  cluster: Cluster,
  namespace: string,
  {
    count = 1,
    labelSelector,
    where = () => true,
    logsOf = [],
    timeoutSeconds = 60,
  }: {
    count?: number;
    labelSelector?: string;
    where?: (pod: V1Pod) => boolean;
    logsOf?: string[];
    timeoutSeconds?: number;
  } = {},
): Promise<V1Pod[]> {
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  return waitFor(
    `${count} pod(s) ${labelSelector ?? ''} in namespace ${namespace}`,
    async (saw) => {
      const { items } = await core.listNamespacedPod({
        namespace,
        ...(labelSelector !== undefined && { labelSelector }),
      });
      const matching = items.filter(where);
      if (matching.length >= count) return matching;
      saw({ pods: items.map(summary), events: await events(cluster, namespace) });
      return undefined;
    },
    {
      timeoutSeconds,
      atTheEnd: () =>
        cluster.processes
          .running()
          .filter(({ name }) => logsOf.includes(name))
          .map((program) => logTail(program))
          .join('\n'),
    },
  );
}

/** A pod that a scheduler has bound to a node. */
export function isBound(pod: V1Pod): boolean {
  return pod.spec?.nodeName !== undefined;
}

/** "<reason> <object>: <message>" of every event of a namespace: what kubectl describe would show. */
export async function events(cluster: Cluster, namespace: string): Promise<string[]> {
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  const { items } = await core.listNamespacedEvent({ namespace });
  return items.map(
    ({ reason, involvedObject, message }) => `${reason} ${involvedObject.kind}/${involvedObject.name}: ${message}`,
  );
}

function summary({ metadata, spec, status }: V1Pod): object {
  return {
    name: metadata?.name,
    annotations: metadata?.annotations,
    scheduler: spec?.schedulerName,
    node: spec?.nodeName,
    status,
  };
}
