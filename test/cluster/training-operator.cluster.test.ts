import { expect, it } from 'vitest';
import { create } from './api.ts';
import { ensureNamespace } from './namespaces.ts';
import { waitForPods } from './pods.ts';
import { describeOnCluster } from './suite.ts';
import { startTrainingOperator } from './training-operator.ts';

describeOnCluster(
  'Kubeflow’s training operator',
  { groups: ['training-operator'], start: startTrainingOperator },
  (cluster) => {
    it('makes master and worker pods of a PyTorchJob', async () => {
      await ensureNamespace(cluster(), 'training');
      const template = { spec: { containers: [{ name: 'pytorch', image: 'example.com/train' }] } };
      await create(cluster().kubeConfig, {
        apiVersion: 'kubeflow.org/v1',
        kind: 'PyTorchJob',
        metadata: { name: 'job', namespace: 'training' },
        spec: { pytorchReplicaSpecs: { Master: { replicas: 1, template }, Worker: { replicas: 2, template } } },
      });

      const pods = await waitForPods(cluster(), 'training', { count: 3, logsOf: ['training-operator.v1'] });

      expect(pods.map(({ metadata }) => metadata?.name).sort()).toEqual([
        'job-master-0',
        'job-worker-0',
        'job-worker-1',
      ]);
      expect(pods.every(({ metadata }) => metadata?.ownerReferences?.[0]?.kind === 'PyTorchJob')).toBe(true);
    });
  },
);
