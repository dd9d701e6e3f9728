import type { PodJson } from '../../src/decision/pod/pod.ts';
import { recognizeWorkload } from '../../src/decision/workloads/table.ts';
import { type PodParts, pod } from './pods.ts';

/** What a pod is taken for, in one line: `worker: ray-worker on worker of RayCluster cluster`. */
export function recognised(parts: PodParts | PodJson): string {
  const sample = 'spec' in parts ? parts : pod(parts);
  const workload = recognizeWorkload(sample, { schedulerName: 'runai-scheduler' });
  const container = 'container' in workload ? ` on ${workload.container.name}` : '';
  const gang =
    'gang' in workload && workload.gang ? ` of ${workload.gang.group} ${workload.gang.kind} ${workload.gang.name}` : '';
  return `${workload.role}: ${workload.name}${container}${gang}`;
}
