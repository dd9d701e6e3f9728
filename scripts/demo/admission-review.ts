import { randomUUID } from 'node:crypto';
import { ownersOf, type PodJson } from '../../src/decision/pod/pod.ts';

const POD = { group: '', version: 'v1', kind: 'Pod' } as const;
const PODS = { group: '', version: 'v1', resource: 'pods' } as const;

/** Who creates the pods of each kind of owner in a cluster with Kubeflow. */
const CREATORS: ReadonlyMap<string, string> = new Map([
  ['Job', 'system:serviceaccount:kube-system:job-controller'],
  ['StatefulSet', 'system:serviceaccount:kube-system:statefulset-controller'],
  ['Workflow', 'system:serviceaccount:kubeflow:argo'],
  ['RayCluster', 'system:serviceaccount:kubeflow:kuberay-operator'],
]);
const ANYBODY = 'alice@example.com';

/** The request that the API server makes of a pod's creation. */
export function reviewOf(object: PodJson, namespace: string) {
  const { name } = object.metadata;
  const username = CREATORS.get(ownersOf(object)[0]?.kind ?? '') ?? ANYBODY;
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: randomUUID(),
      kind: POD,
      resource: PODS,
      requestKind: POD,
      requestResource: PODS,
      // A name that is still to be generated is not known yet.
      ...(name ? { name } : {}),
      namespace,
      operation: 'CREATE',
      userInfo: { username, groups: ['system:authenticated'] },
      object,
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    },
  };
}

export type Review = ReturnType<typeof reviewOf>;
