import { labelsOf, ownerOfKind, type PodJson } from '../pod/pod.ts';
import { isKnownSidecar } from '../pod/sidecars.ts';
import { firstWorkContainer, type GangReference, type Recognizer } from './workload.ts';

const NODE_TYPE_LABEL = 'ray.io/node-type';
const CLUSTER_LABEL = 'ray.io/cluster';
const RAY_GROUP = 'ray.io';
const RAY_CLUSTER = 'RayCluster';
const SUBMITTER_CONTAINER = 'ray-job-submitter';

/** Heads and workers. KubeRay makes them directly, with the Ray container first. */
export const recognizeRayNode: Recognizer = (pod) => {
  const nodeType = labelsOf(pod)[NODE_TYPE_LABEL];
  const gang = rayCluster(pod);
  if (nodeType === 'head') {
    return { role: 'companion', name: 'ray-head', container: firstWorkContainer(pod), ...gang };
  }
  // An older operator's worker may lack the label, but not its owner.
  if (nodeType === 'worker' || (nodeType === undefined && ownedByRayCluster(pod) !== undefined)) {
    return { role: 'work', name: 'ray-worker', container: firstWorkContainer(pod), ...gang };
  }
  return undefined;
};

/** The pod that clears Redis behind a cluster, and the one that submits a RayJob; neither computes anything. */
export const recognizeRayHelper: Recognizer = (pod) => {
  const cleanup = labelsOf(pod)[NODE_TYPE_LABEL] === 'redis-cleanup';
  const containers = pod.spec.containers;
  const submitter =
    containers.some((container) => container.name === SUBMITTER_CONTAINER) && containers.every(isKnownSidecar);
  return cleanup || submitter ? { role: 'helper', name: 'ray-helper' } : undefined;
};

const ownedByRayCluster = (pod: PodJson) => ownerOfKind(pod, RAY_GROUP, new Set([RAY_CLUSTER]));

function rayCluster(pod: PodJson): { readonly gang?: GangReference } {
  const name = ownedByRayCluster(pod)?.name ?? labelsOf(pod)[CLUSTER_LABEL];
  return name === undefined ? {} : { gang: { group: RAY_GROUP, kind: RAY_CLUSTER, name } };
}
