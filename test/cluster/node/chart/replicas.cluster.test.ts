import { setTimeout as sleep } from 'node:timers/promises';
import { CoreV1Api } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { ensureNamespace } from '../../namespaces.ts';
import { optedIn } from '../../own-webhook.ts';
import { waitFor } from '../../wait.ts';
import { type ClusterWithNode, describeOnNode } from '../suite.ts';
import { expectNothingLost, startLoad } from './load.ts';
import { helm, install, leftovers, RELEASE, settled, untilPatched, upgrade } from './release.ts';

const NAMESPACE = 'team-space';

const KAI = { config: { flavour: 'kai' } };

async function start({ cluster }: ClusterWithNode): Promise<void> {
  await install(cluster, 'helm4', KAI);
  await ensureNamespace(cluster, NAMESPACE, { labels: optedIn('team-a') });
  await untilPatched(cluster, NAMESPACE);
}

describeOnNode('the installed webhook', { groups: ['helm4'], ownImage: true, start }, (running) => {
  it('loses a replica by eviction and by hand, and no pod is refused or left unpatched', async () => {
    const { cluster } = running();
    const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
    const replicas = async (): Promise<string[]> => {
      const labelSelector = `app.kubernetes.io/name=${RELEASE}`;
      const { items } = await core.listNamespacedPod({ namespace: RELEASE, labelSelector });
      return items.map(({ metadata }) => metadata?.name ?? '');
    };
    const load = startLoad(cluster, NAMESPACE);
    const [evicted = '', other = ''] = await replicas();
    const evict = (name: string) =>
      core.createNamespacedPodEviction({
        namespace: RELEASE,
        name,
        body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: RELEASE } },
      });
    await evict(evicted);
    // The budget keeps the last one.
    await expect(evict(other)).rejects.toThrow(/disruption budget/);
    await settled(cluster);
    const [deleted = ''] = await replicas();
    await core.deleteNamespacedPod({ namespace: RELEASE, name: deleted });
    await settled(cluster);
    expectNothingLost(await load.stop());
  }, 240_000);

  it('rotates leaves and authorities within seconds, and no pod is refused or left unpatched', async () => {
    const { cluster } = running();
    await upgrade(cluster, 'helm4', { ...KAI, certificates: { self: { authoritySeconds: 72, leafSeconds: 18 } } });
    await settled(cluster);
    const load = startLoad(cluster, NAMESPACE, 50);
    await sleep(20_000);
    const secrets = cluster.kubeConfig.makeApiClient(CoreV1Api);
    await secrets.deleteNamespacedSecret({ namespace: RELEASE, name: `${RELEASE}-ca` });
    await sleep(50_000);
    expectNothingLost(await load.stop());
    // What the program has made anew is the release's, as before: Helm goes on with it, and takes it away at the end.
    await upgrade(cluster, 'helm4', KAI);
    await untilPatched(cluster, NAMESPACE);
    await secrets.deleteNamespacedSecret({ namespace: RELEASE, name: `${RELEASE}-ca` });
    await waitFor('the Secret to be made again', () =>
      secrets.readNamespacedSecret({ namespace: RELEASE, name: `${RELEASE}-ca` }),
    );
    await helm(cluster, 'helm4', ['uninstall', RELEASE, '--wait', '--timeout=90s']);
    expect(await leftovers(cluster)).toEqual([]);
  }, 300_000);
});
