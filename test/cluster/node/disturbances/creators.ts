import { setTimeout as sleep } from 'node:timers/promises';
import { CoreV1Api } from '@kubernetes/client-node';
import { remove } from '../../api.ts';
import type { Cluster } from '../../control-plane.ts';
import { ensureNamespace } from '../../namespaces.ts';
import { optedIn } from '../../own-webhook.ts';
import { waitFor } from '../../wait.ts';
import { argo, CREATOR, type Creator, job, NAMESPACE, PODS_EACH, statefulSet } from './creator.ts';

/** Work of all kinds, whose pods are created by the real controllers. */
export interface Creators {
  /** Makes no more of it, and waits until every pod is there and patched. @returns what was seen, for the table */
  stop(): Promise<string>;
}

/** So often there is one more of each kind. */
const EVERY_MILLIS = 500;

export async function startCreators(cluster: Cluster): Promise<Creators> {
  await ensureNamespace(cluster, NAMESPACE, { labels: optedIn('team-a') });
  const creators: readonly Creator[] = await Promise.all([
    job(cluster),
    statefulSet(cluster),
    argo(cluster, 'retry-strategy'),
    argo(cluster, 'transient-error'),
  ]);
  let made = 0;
  let over = false;
  const making = (async () => {
    while (!over) {
      made += 1;
      await Promise.all([...creators.map(({ make }) => make(made)), sleep(EVERY_MILLIS)]);
    }
  })();
  return {
    async stop() {
      over = true;
      await making;
      const seen: string[] = [];
      for (const creator of creators) {
        await untilPatched(cluster, creator, made * PODS_EACH);
        const refused = await creator.refused();
        if (refused === 0) throw new Error(`no pod of ${creator.name} was refused`);
        seen.push(`${refused} of ${creator.title}`);
        await creator.stop();
      }
      await remove(cluster.kubeConfig, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
      return `refused ${seen.join(', ')}, whose ${made * PODS_EACH} pods each all came in the end`;
    },
  };
}

/** A controller tries again after longer and longer pauses. */
async function untilPatched(cluster: Cluster, { name }: Creator, count: number): Promise<void> {
  const pods = await waitFor(
    `${count} pods of ${name}`,
    async (saw) => {
      const { items } = await cluster.kubeConfig
        .makeApiClient(CoreV1Api)
        .listNamespacedPod({ namespace: NAMESPACE, labelSelector: `${CREATOR}=${name}` });
      saw(items.length);
      return items.length === count && items;
    },
    { timeoutSeconds: 120, everyMs: 500 },
  );
  const unpatched = pods.filter(({ spec }) => spec?.schedulerName === 'default-scheduler');
  if (unpatched.length > 0) throw new Error(`${unpatched.length} pods of ${name} are unpatched`);
}
