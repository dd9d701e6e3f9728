import {
  any,
  type CelVariable,
  containersWithEnv,
  declares,
  hasContainer,
  hasLabel,
  hasOwner,
  labelIs,
} from '../pod/cel.ts';
import { containerWithEnv, hasEnv, isKnownSidecar, knownSidecar } from '../pod/containers.ts';
import { labelsOf, ownerOfKind, type PodJson } from '../pod/pod.ts';
import type { GangReader, Recognizer } from './workload.ts';

const NODE_TYPE_LABEL = 'ray.io/node-type';
const CLUSTER_LABEL = 'ray.io/cluster';
const NODE_TYPES: ReadonlySet<string | undefined> = new Set(['head', 'worker']);
const RAY_GROUP = 'ray.io';
const RAY_CLUSTERS = new Set(['RayCluster']);
const JOBS = new Set(['Job']);
const SUBMITTER_CONTAINER = 'ray-job-submitter';

/** KubeRay puts both on the Ray container; the second also stands on sidecars that are clients of the cluster. */
const RAY_CONTAINER_ENV = ['KUBERAY_GEN_RAY_START_CMD', 'RAY_ADDRESS'] as const;

/** KubeRay puts these on container 0 of a RayJob's submitter, also of one with a template of the user's own. */
const SUBMITTER_ENV = ['RAY_JOB_SUBMISSION_ID', 'RAY_DASHBOARD_ADDRESS'] as const;

/** Heads and workers. KubeRay makes them directly. */
export const recognizeRayNode: Recognizer = (pod) => {
  const nodeType = labelsOf(pod)[NODE_TYPE_LABEL];
  const member = () => ({ sign: containerWithEnv(pod, ...RAY_CONTAINER_ENV) });
  if (nodeType === 'head') {
    return { role: 'companion', name: 'ray-head', ...member() };
  }
  // An older operator's worker may lack the label, but not its owner.
  if (nodeType === 'worker' || (nodeType === undefined && ownedByRayCluster(pod) !== undefined)) {
    return { role: 'work', name: 'ray-worker', ...member() };
  }
  return undefined;
};

export const RAY_NODE_IN_CEL: CelVariable = {
  name: 'isRayNode',
  expression: any(
    labelIs(NODE_TYPE_LABEL, 'head'),
    labelIs(NODE_TYPE_LABEL, 'worker'),
    `!(${hasLabel(NODE_TYPE_LABEL)}) && ${hasOwner(RAY_GROUP, RAY_CLUSTERS)}`,
  ),
};

/** The sign's container, for CEL, as a list of names, the best first. */
export const RAY_SIGN_IN_CEL = containersWithEnv(...RAY_CONTAINER_ENV);

export const RAY_HEAD_IN_CEL = labelIs(NODE_TYPE_LABEL, 'head');

/** The pod that clears Redis behind a cluster, and the one that submits a RayJob; neither computes anything. */
export const recognizeRayHelper: Recognizer = (pod) =>
  labelsOf(pod)[NODE_TYPE_LABEL] === 'redis-cleanup' || isSubmitter(pod)
    ? { role: 'helper', name: 'ray-helper' }
    : undefined;

function isSubmitter(pod: PodJson): boolean {
  const { containers } = pod.spec;
  const byName =
    containers.some((container) => container.name === SUBMITTER_CONTAINER) &&
    containers.every((container) => isKnownSidecar(container.name));
  // KubeRay's labels stay on the Job.
  const byEnv = () => containers.some((container) => SUBMITTER_ENV.every((name) => hasEnv(container, name)));
  return byName || (ownerOfKind(pod, 'batch', JOBS) !== undefined && byEnv());
}

export const RAY_HELPER_IN_CEL: CelVariable = {
  name: 'isRayHelper',
  expression: any(
    labelIs(NODE_TYPE_LABEL, 'redis-cleanup'),
    `${hasContainer('containers', SUBMITTER_CONTAINER)} && variables.containers.all(container, ${knownSidecar('container.name')})`,
    `${hasOwner('batch', JOBS)} && variables.containers.exists(container, ${SUBMITTER_ENV.map((name) => declares('container', name)).join(' && ')})`,
  ),
};

const ownedByRayCluster = (pod: PodJson) => ownerOfKind(pod, RAY_GROUP, RAY_CLUSTERS);

/** The cluster that made the pod; where that cannot be seen, the one that its labels name. */
export const rayGang: GangReader = (pod) => {
  const owner = ownedByRayCluster(pod);
  const labels = labelsOf(pod);
  const name = owner?.name ?? (NODE_TYPES.has(labels[NODE_TYPE_LABEL]) ? labels[CLUSTER_LABEL] : undefined);
  return name === undefined ? undefined : { gang: { group: RAY_GROUP, kind: 'RayCluster', name }, through: owner };
};

export const RAY_GANG_IN_CEL = any(
  hasOwner(RAY_GROUP, RAY_CLUSTERS),
  `(${any(labelIs(NODE_TYPE_LABEL, 'head'), labelIs(NODE_TYPE_LABEL, 'worker'))}) && ${hasLabel(CLUSTER_LABEL)}`,
);
