import { CoreV1Api } from '@kubernetes/client-node';
import { RELEASE, settled } from '../chart/release.ts';
import type { Disturbance } from './disturbance.ts';
import { replicas } from './replicas.ts';

/** As `kubectl drain` does it. */
export const eviction: Disturbance = {
  name: 'eviction',
  title: 'a replica is evicted, as by a drain, again and again',
  async disturb({ cluster, until }) {
    const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
    let times = 0;
    do {
      times += 1;
      const [pod] = await replicas(cluster);
      const metadata = { name: pod?.metadata?.name ?? '', namespace: RELEASE };
      await core.createNamespacedPodEviction({
        ...metadata,
        body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata },
      });
      await settled(cluster);
    } while (performance.now() < until);
    return `${times} times`;
  },
};
