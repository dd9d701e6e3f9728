import type { Manifest } from '../api.ts';

/** A PyTorchJob of one master and two workers with one GPU each, whose project stands on the workers only. */
export function pyTorchJob(project: string): Manifest {
  const replicas = (count: number, labels: Record<string, string>): object => ({
    replicas: count,
    restartPolicy: 'Never',
    template: {
      metadata: { labels },
      spec: {
        containers: [{ name: 'pytorch', image: 'example.com/train', resources: { limits: { 'nvidia.com/gpu': '1' } } }],
      },
    },
  });
  return {
    apiVersion: 'kubeflow.org/v1',
    kind: 'PyTorchJob',
    metadata: { name: 'ddp' },
    spec: { pytorchReplicaSpecs: { Master: replicas(1, {}), Worker: replicas(2, { RUNAI_PROJECT: project }) } },
  };
}
