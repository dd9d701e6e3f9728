import type { V1Container, V1Pod } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import type { Manifest } from './api.ts';
import { ApiError, create } from './api.ts';
import { addQueues, startKai } from './kai.ts';
import { ensureNamespace } from './namespaces.ts';
import { addFakeNodes } from './nodes.ts';
import { isBound, waitForPods } from './pods.ts';
import { describeOnCluster } from './suite.ts';

const kaiPrograms = ['kai-scheduler', 'kai-podgrouper', 'kai-binder', 'kai-admission'];

function pod(
  namespace: string,
  name: string,
  more: { annotations?: Record<string, string>; limits?: object } = {},
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { project: 'team-a' }, annotations: more.annotations ?? {} },
    spec: {
      schedulerName: 'kai-scheduler',
      containers: [
        { name: 'sidecar', image: 'example.com/none' },
        { name: 'work', image: 'example.com/none', resources: { limits: more.limits ?? {} } },
      ],
    },
  };
}

const half = { annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'work' } };

describeOnCluster(
  'KAI-Scheduler',
  {
    groups: ['kai'],
    start: async (cluster) => {
      await startKai(cluster);
      await addQueues(cluster, 'team-a');
      await addFakeNodes(cluster, { name: 'gpu-node', gpus: 2 });
    },
  },
  (cluster) => {
    async function bound(namespace: string, count: number): Promise<V1Pod[]> {
      return waitForPods(cluster(), namespace, { count, where: isBound, logsOf: kaiPrograms });
    }

    it('binds a pod with one whole GPU to a node that has one', async () => {
      await ensureNamespace(cluster(), 'whole');
      await create(cluster().kubeConfig, pod('whole', 'one', { limits: { 'nvidia.com/gpu': 1 } }));

      const [found] = await bound('whole', 1);

      expect(found?.spec?.nodeName).toBe('gpu-node');
    });

    it('binds two pods with half a GPU each to the same GPU', async () => {
      await ensureNamespace(cluster(), 'halves');
      await create(cluster().kubeConfig, pod('halves', 'first', half));
      await create(cluster().kubeConfig, pod('halves', 'second', half));

      const groups = (await bound('halves', 2)).map(({ metadata }) => metadata?.labels?.['runai-gpu-group']);

      expect(groups[0]).toBeTruthy();
      expect(groups[1]).toBe(groups[0]);
    });

    it('gives its GPU-sharing environment to the container named in the annotation and to no other', async () => {
      await ensureNamespace(cluster(), 'environment');
      const created = await create(cluster().kubeConfig, pod('environment', 'half', half));
      const { containers, volumes } = (
        created as { spec?: { containers: V1Container[]; volumes: { configMap?: { name: string } }[] } }
      ).spec ?? {
        containers: [],
        volumes: [],
      };
      const [sidecar, work] = containers;
      const configMap = created.metadata.annotations?.['runai/shared-gpu-configmap'];

      expect(sidecar).not.toHaveProperty('env');
      expect(sidecar).not.toHaveProperty('envFrom');
      expect(work?.env?.find(({ name }) => name === 'NVIDIA_VISIBLE_DEVICES')?.valueFrom?.configMapKeyRef?.name).toBe(
        `${configMap}-1`,
      );
      expect(work?.envFrom).toEqual([{ configMapRef: { name: `${configMap}-1-evar`, optional: false } }]);
      expect(volumes.map((volume) => volume.configMap?.name)).toContain(`${configMap}-1`);
    });

    it('refuses a fraction beside a limit of whole GPUs', async () => {
      await ensureNamespace(cluster(), 'refused');
      const wrong = pod('refused', 'wrong', { ...half, limits: { 'nvidia.com/gpu': 1 } });

      await expect(create(cluster().kubeConfig, wrong)).rejects.toThrow(ApiError);
    });

    it('leaves pods of other schedulers alone', async () => {
      await ensureNamespace(cluster(), 'other');
      const other = pod('other', 'half', half);
      other['spec'] = { ...(other['spec'] as object), schedulerName: 'default-scheduler' };

      const created = await create(cluster().kubeConfig, other);

      expect(created.metadata.annotations).toEqual(half.annotations);
    });
  },
);
