import type { Owner, PodStory } from './story.ts';

/** Their controllers make a pod anew that was deleted, from the same template. */
const REPLACING: ReadonlySet<string> = new Set([
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'RayCluster',
  'PyTorchJob',
  'TFJob',
  'MPIJob',
]);

/** How to have a pod made anew, so that it is decided about again. */
export function againBy({ metadata }: PodStory['pod'], owners: readonly Owner[]): string {
  const nearest = owners[0];
  const { namespace = 'default', name } = metadata;
  if (nearest === undefined) {
    return `create it again: kubectl get pod -n ${namespace} ${name} -o yaml, without status and nodeName, is what there was`;
  }
  return REPLACING.has(nearest.kind)
    ? `kubectl delete pod -n ${namespace} ${name}   # its ${nearest.kind} makes it anew`
    : `start its ${(owners.at(-1) ?? nearest).kind} again`;
}
