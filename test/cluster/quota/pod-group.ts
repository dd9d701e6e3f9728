import type { Manifest } from '../api.ts';
import { apply, read } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { waitFor } from '../wait.ts';

const group = 'scheduling.run.ai';
/** The version that KAI-Scheduler serves, and one more: the policy must not depend on it. */
const versions = ['v2alpha2', 'v2'] as const;

/** KAI's CustomResourceDefinition as far as a policy can see it, with an open schema: whatever is written is stored. */
const podGroupCrd: Manifest = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `podgroups.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind: 'PodGroup', listKind: 'PodGroupList', plural: 'podgroups', singular: 'podgroup' },
    versions: versions.map((name, index) => ({
      name,
      served: true,
      storage: index === 0,
      subresources: { status: {} },
      schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    })),
  },
};

/** Installs the CRD for suites that do without KAI's programs, and waits until PodGroups are served. */
export async function installPodGroupCrd(cluster: Cluster): Promise<void> {
  await apply(cluster.kubeConfig, podGroupCrd);
  await waitFor('PodGroups to be served', async () => {
    for (const version of versions) await read(cluster.kubeConfig, { ...podGroup('default', {}), ...of(version) });
    return true;
  });
}

const of = (version: (typeof versions)[number]) => ({ apiVersion: `${group}/${version}` });

let made = 0;

/** A PodGroup under a name of its own. */
export function podGroup(
  namespace: string,
  {
    spec,
    labels = {},
    version = 'v2alpha2',
    name,
  }: { spec?: unknown; labels?: Record<string, string>; version?: (typeof versions)[number]; name?: string },
): Manifest {
  made += 1;
  return {
    ...of(version),
    kind: 'PodGroup',
    metadata: { name: name ?? `pg-${made}`, namespace, labels },
    ...(spec !== undefined && { spec }),
  };
}

/** What KAI's podgrouper reads of a workload. */
export interface Workload {
  /** Labels of the top owner; of an Argo Workflow those that its pods lack are filled into them. */
  owner?: Record<string, string>;
  /** Which labels come first: those of a Workflow's pods come before its own. */
  fillsIntoPods?: boolean;
  pod?: Record<string, string>;
}

const queueLabel = 'kai.scheduler/queue';
const poolLabel = 'kai.scheduler/node-pool';

/**
 * The PodGroup that KAI's podgrouper makes of a workload: queue label of the top owner, of the pod, label `project` of
 * the top owner, of the pod, with the pod's node pool; then `default-queue`. Its labels are the owner's, with the node
 * pool of the pod. (pkg/podgrouper: defaultgrouper/default_grouper.go, skiptopowner/skiptopowner.go, pod_controller.go)
 */
export function podGroupOf(namespace: string, workload: Workload): Manifest {
  const { owner = {}, pod = {}, fillsIntoPods = false } = workload;
  const top = fillsIntoPods ? { ...owner, ...pod } : owner;
  const pool = pod[poolLabel];
  const project = top['project'] ?? pod['project'];
  const ofProject = project !== undefined && pool !== undefined ? `${project}-${pool}` : project;
  return podGroup(namespace, {
    spec: { queue: top[queueLabel] ?? pod[queueLabel] ?? ofProject ?? 'default-queue', minMember: 1 },
    labels: { ...(pool !== undefined && { [poolLabel]: pool }), ...top },
  });
}
