import { mergePatch } from '../../api.ts';
import { RELEASE, settled } from '../chart/release.ts';
import type { Disturbance } from './disturbance.ts';

/** As `kubectl rollout restart` does it. */
export const rollingUpdate: Disturbance = {
  name: 'rolling-update',
  title: 'the Deployment is rolled over, again and again',
  async disturb({ cluster, until }) {
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: RELEASE, namespace: RELEASE } };
    let times = 0;
    do {
      times += 1;
      const annotations = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
      await mergePatch(cluster.kubeConfig, deployment, { spec: { template: { metadata: { annotations } } } });
      await settled(cluster);
    } while (performance.now() < until);
    return `${times} times`;
  },
};
