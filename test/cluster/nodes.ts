import type { Manifest } from './api.ts';
import { apply, mergePatch } from './api.ts';
import type { Cluster } from './control-plane.ts';

/** What a node that exists only as an object claims to have. */
export interface FakeNode {
  name: string;
  gpus: number;
  /** Memory of one GPU in MiB. Without it KAI assumes 100, and a request for GPU memory makes no sense. */
  gpuMemoryMiB?: number;
  cpus?: number;
  memory?: string;
  labels?: Record<string, string>;
}

/** Adds nodes without kubelets: schedulers bind pods to them, and nothing runs. */
export async function addFakeNodes(cluster: Cluster, ...nodes: FakeNode[]): Promise<void> {
  for (const { name, gpus, gpuMemoryMiB = 81_920, cpus = 64, memory = '256Gi', labels = {} } of nodes) {
    const node: Manifest = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          ...(gpus > 0 && {
            'nvidia.com/gpu.count': String(gpus),
            'nvidia.com/gpu.memory': String(gpuMemoryMiB),
          }),
          ...labels,
        },
      },
      spec: {},
    };
    await apply(cluster.kubeConfig, node);
    const resources = {
      cpu: String(cpus),
      memory,
      pods: '110',
      'ephemeral-storage': '500Gi',
      ...(gpus > 0 && { 'nvidia.com/gpu': String(gpus) }),
    };
    const now = new Date().toISOString();
    await mergePatch(
      cluster.kubeConfig,
      node,
      {
        status: {
          capacity: resources,
          allocatable: resources,
          conditions: [
            {
              type: 'Ready',
              status: 'True',
              reason: 'Fake',
              message: 'ready',
              lastHeartbeatTime: now,
              lastTransitionTime: now,
            },
          ],
        },
      },
      '/status',
    );
    // The API server taints every new node as not ready. The node-lifecycle controller, which would take the taint
    // away, is off: it would also find out that no kubelet renews the lease.
    await mergePatch(cluster.kubeConfig, node, { spec: { taints: null } });
  }
}
