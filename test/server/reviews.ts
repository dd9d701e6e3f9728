/** A pod as a person's controller sends it: a notebook that asks for half a GPU for a project. */
export function halfGpuPod(overrides: { readonly fraction?: string; readonly project?: string } = {}) {
  const { fraction = '0.5', project = 'team-a' } = overrides;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: 'train-',
      namespace: 'team-a',
      annotations: { 'gpu-fraction': fraction },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'train', uid: 'a-uid', controller: true }],
    },
    spec: {
      schedulerName: 'default-scheduler',
      containers: [{ name: 'main', image: 'example.org/train:1', env: [{ name: 'RUNAI_PROJECT', value: project }] }],
    },
  };
}

interface Request {
  readonly uid?: string;
  readonly object?: unknown;
  readonly operation?: string;
  readonly namespace?: string;
}

/** An AdmissionReview as the API server sends it. */
export function reviewOf({
  uid = 'a-uid',
  object = halfGpuPod(),
  operation = 'CREATE',
  namespace = 'team-a',
}: Request = {}) {
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid,
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      operation,
      namespace,
      userInfo: { username: 'system:serviceaccount:kube-system:replicaset-controller' },
      object,
      oldObject: null,
      dryRun: false,
      options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' },
    },
  };
}
