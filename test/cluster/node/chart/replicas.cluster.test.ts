import { CoreV1Api } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { ensureNamespace } from '../../namespaces.ts';
import { optedIn } from '../../own-webhook.ts';
import { waitFor } from '../../wait.ts';
import { type ClusterWithNode, describeOnNode } from '../suite.ts';
import { helm, install, leftovers, RELEASE, settled, untilPatched, upgrade } from './release.ts';

const NAMESPACE = 'team-space';

const KAI = { config: { flavour: 'kai' } };

async function start({ cluster }: ClusterWithNode): Promise<void> {
  await install(cluster, 'helm4', KAI);
  await ensureNamespace(cluster, NAMESPACE, { labels: optedIn('team-a') });
  await untilPatched(cluster, NAMESPACE);
}

describeOnNode('the installed webhook', { groups: ['helm4'], ownImage: true, start }, (running) => {
  it('makes a lost Secret again as what it was: Helm goes on with it, and takes it away at the end', async () => {
    const { cluster } = running();
    const secrets = cluster.kubeConfig.makeApiClient(CoreV1Api);
    const name = `${RELEASE}-ca`;
    const lose = async (): Promise<void> => {
      await secrets.deleteNamespacedSecret({ namespace: RELEASE, name });
      await waitFor('the Secret to be made again', () => secrets.readNamespacedSecret({ namespace: RELEASE, name }));
    };
    await lose();
    await upgrade(cluster, 'helm4', KAI);
    await untilPatched(cluster, NAMESPACE);
    await lose();
    await helm(cluster, 'helm4', ['uninstall', RELEASE, '--wait', '--timeout=90s']);
    expect(await leftovers(cluster)).toEqual([]);
  });

  it('keeps its last replica from being evicted', async () => {
    const { cluster } = running();
    await install(cluster, 'helm4', KAI);
    await settled(cluster);
    const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
    const labelSelector = `app.kubernetes.io/name=${RELEASE}`;
    const { items } = await core.listNamespacedPod({ namespace: RELEASE, labelSelector });
    const evict = (name = '') =>
      core.createNamespacedPodEviction({
        namespace: RELEASE,
        name,
        body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: RELEASE } },
      });
    // The budget is reckoned by a controller, a moment after the pods are there.
    await waitFor('the first to be evicted', () => evict(items[0]?.metadata?.name));
    await expect(evict(items[1]?.metadata?.name)).rejects.toThrow(/disruption budget/);
  });
});
