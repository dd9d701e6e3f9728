import { expect, it } from 'vitest';
import { create } from './api.ts';
import { startKubeRay } from './kuberay.ts';
import { ensureNamespace } from './namespaces.ts';
import { waitForPods } from './pods.ts';
import { describeOnCluster } from './suite.ts';

describeOnCluster(
  'the KubeRay operator',
  { groups: ['kuberay'], start: (cluster) => startKubeRay(cluster) },
  (cluster) => {
    it('makes head and worker pods of a RayCluster', async () => {
      await ensureNamespace(cluster(), 'ray');
      const template = (name: string): object => ({ spec: { containers: [{ name, image: 'example.com/ray' }] } });
      await create(cluster().kubeConfig, {
        apiVersion: 'ray.io/v1',
        kind: 'RayCluster',
        metadata: { name: 'cluster', namespace: 'ray' },
        spec: {
          headGroupSpec: { rayStartParams: {}, template: template('ray-head') },
          workerGroupSpecs: [
            {
              groupName: 'gpu',
              replicas: 2,
              minReplicas: 2,
              maxReplicas: 2,
              rayStartParams: {},
              template: template('ray-worker'),
            },
          ],
        },
      });

      const pods = await waitForPods(cluster(), 'ray', { count: 3, logsOf: ['ray-operator'] });

      const types = pods.map(({ metadata }) => metadata?.labels?.['ray.io/node-type']).sort();
      expect(types).toEqual(['head', 'worker', 'worker']);
      expect(pods.every(({ metadata }) => metadata?.ownerReferences?.[0]?.kind === 'RayCluster')).toBe(true);
    });
  },
);
