import type { Manifest } from '../api.ts';

/** A RayCluster with a head and GPU workers, whose project and share stand on the workers only. */
export function rayCluster({
  project,
  fraction,
  workers = 2,
}: {
  project?: string;
  fraction?: string;
  workers?: number;
}): Manifest {
  const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } };
  return {
    apiVersion: 'ray.io/v1',
    kind: 'RayCluster',
    metadata: { name: 'embeddings' },
    spec: {
      rayVersion: '2.46.0',
      headGroupSpec: {
        rayStartParams: { 'num-cpus': '0' },
        template: { spec: { containers: [{ name: 'ray-head', image: 'example.com/ray', resources }] } },
      },
      workerGroupSpecs: [
        {
          groupName: 'gpu',
          replicas: workers,
          minReplicas: workers,
          maxReplicas: workers,
          rayStartParams: { 'num-gpus': '1' },
          template: {
            metadata: {
              labels: { ...(project !== undefined && { project }) },
              annotations: { ...(fraction !== undefined && { 'gpu-fraction': fraction }) },
            },
            spec: { containers: [{ name: 'ray-worker', image: 'example.com/ray', resources }] },
          },
        },
      ],
    },
  };
}
