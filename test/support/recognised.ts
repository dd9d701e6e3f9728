import type { GangKey, GangOwner } from '../../src/decision/known/gang-owner.ts';
import { readEnvironment } from '../../src/decision/pod/environment.ts';
import { readGpuLimits } from '../../src/decision/pod/gpu-limits.ts';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import { findWorkContainer } from '../../src/decision/requests/work-container.ts';
import { membershipOf } from '../../src/decision/workloads/gangs.ts';
import { recognizeWorkload } from '../../src/decision/workloads/table.ts';
import { type PodParts, pod } from './pods.ts';

/**
 * What a pod is taken for, in one line: `worker: ray-worker on worker of RayCluster cluster`.
 *
 * @param gangOwner what is known of the owners of gangs
 */
export function recognised(
  parts: PodParts | PodJson,
  gangOwner: (key: GangKey) => GangOwner | undefined = () => undefined,
): string {
  const sample = 'spec' in parts ? parts : pod(parts);
  const workload = recognizeWorkload(sample, { schedulerName: 'runai-scheduler', gangOwner });
  const membership = membershipOf(sample);
  const gang = membership ? ` of ${membership.gang.group} ${membership.gang.kind} ${membership.gang.name}` : '';
  if (workload.role !== 'work' && workload.role !== 'companion') {
    return `${workload.role}: ${workload.name}`;
  }
  const environment = readEnvironment(sample.spec.containers);
  const { name } = findWorkContainer(sample, '', workload.sign, environment, readGpuLimits(sample));
  return `${workload.role}: ${workload.name} on ${name}${gang}`;
}
