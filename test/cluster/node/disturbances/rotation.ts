import { setTimeout as sleep } from 'node:timers/promises';
import { CoreV1Api } from '@kubernetes/client-node';
import { RELEASE } from '../chart/release.ts';
import { type Disturbance, rest, type Scene } from './disturbance.ts';
import { replicas } from './replicas.ts';

/** How often the replicas say that they have taken a certificate up. */
async function certificatesLoaded({ cluster }: Scene): Promise<number> {
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  const logs = (await replicas(cluster)).map(({ metadata }) =>
    core.readNamespacedPodLog({ namespace: RELEASE, name: metadata?.name ?? '' }),
  );
  return (await Promise.all(logs)).join('\n').split('"certificate loaded"').length - 1;
}

export const leafRotation: Disturbance = {
  name: 'leaf-rotation',
  title: 'serving certificates live for nine seconds',
  values: { certificates: { self: { authoritySeconds: 86_400, leafSeconds: 9 } } },
  async disturb(scene) {
    const before = await certificatesLoaded(scene);
    await rest(scene);
    return `${(await certificatesLoaded(scene)) - before} certificates`;
  },
};

export const authorityRotation: Disturbance = {
  name: 'authority-rotation',
  title: 'authorities live for 72 seconds; in the middle their Secret is deleted',
  values: { certificates: { self: { authoritySeconds: 72, leafSeconds: 18 } } },
  async disturb(scene) {
    const before = await certificatesLoaded(scene);
    await sleep(Math.max(0, scene.until - performance.now()) / 2);
    const core = scene.cluster.kubeConfig.makeApiClient(CoreV1Api);
    await core.deleteNamespacedSecret({ namespace: RELEASE, name: `${RELEASE}-ca` });
    await rest(scene);
    return `${(await certificatesLoaded(scene)) - before} certificates`;
  },
};
