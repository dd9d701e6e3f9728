import type { Manifest } from '../api.ts';
import { create, read, remove } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { waitFor } from '../wait.ts';

/** A kind that takes every object, for what no module of the harness brings the real CRD of. */
export interface OpenKind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  scope?: 'Cluster' | 'Namespaced';
}

export const podDefaults: OpenKind = {
  group: 'kubeflow.org',
  version: 'v1alpha1',
  kind: 'PodDefault',
  plural: 'poddefaults',
};

/** Owners of gangs, of every kind that is watched. */
export const gangOwners: readonly OpenKind[] = (
  [
    ['kubeflow.org', 'v1', 'PyTorchJob', 'pytorchjobs'],
    ['kubeflow.org', 'v1', 'TFJob', 'tfjobs'],
    ['kubeflow.org', 'v2beta1', 'MPIJob', 'mpijobs'],
    ['kubeflow.org', 'v1', 'XGBoostJob', 'xgboostjobs'],
    ['kubeflow.org', 'v1', 'PaddleJob', 'paddlejobs'],
    ['kubeflow.org', 'v1', 'JAXJob', 'jaxjobs'],
    ['ray.io', 'v1', 'RayCluster', 'rayclusters'],
    ['jobset.x-k8s.io', 'v1alpha2', 'JobSet', 'jobsets'],
    ['leaderworkerset.x-k8s.io', 'v1', 'LeaderWorkerSet', 'leaderworkersets'],
  ] as const
).map(([group, version, kind, plural]) => ({ group, version, kind, plural }));

const manifestOf = ({ group, version, kind, plural, scope = 'Namespaced' }: OpenKind): Manifest => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}`, ...unapproved(group) },
  spec: {
    group,
    scope,
    names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
});

/** The API server protects groups of Kubernetes itself, such as those below x-k8s.io. */
const unapproved = (group: string) =>
  group.endsWith('k8s.io')
    ? { annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test that needs the kind and nothing else' } }
    : {};

/** Installs the kind's CRD and waits until it is served. */
export async function installOpenCrd(cluster: Cluster, kind: OpenKind): Promise<void> {
  const crd = manifestOf(kind);
  await create(cluster.kubeConfig, crd);
  await waitFor(`the CRD of ${kind.kind} to be served`, async (saw) => {
    const found = await read<{ status?: { conditions?: { type: string; status: string }[] } }>(cluster.kubeConfig, crd);
    saw(found?.status);
    return found?.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True');
  });
}

/** Removes the CRD, and with it every object of the kind. */
export const removeCrd = (cluster: Cluster, kind: Pick<OpenKind, 'group' | 'plural'>): Promise<void> =>
  remove(cluster.kubeConfig, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.plural}.${kind.group}` },
  });
