interface Variable {
  readonly name: string;
  readonly value: string;
}

/** A request as the API server sends it: a KFP step that asks for half a GPU, padded to a size that is met in practice. */
export function reviewOfSize(bytes: number): string {
  const empty = JSON.stringify(review([]));
  const env: Variable[] = [];
  let size = empty.length;
  // Many middle-sized variables, as a task with long parameters has them; parsing costs by the number of values too.
  for (let index = 0; size < bytes; index += 1) {
    const variable = { name: `PARAMETER_${index}`, value: 'v'.repeat(Math.max(1, Math.min(120, bytes - size - 40))) };
    env.push(variable);
    size += JSON.stringify(variable).length + 1;
  }
  return JSON.stringify(review(env));
}

function review(env: readonly Variable[], object: unknown = pod(env)) {
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      name: 'train-9kd2x-fit-6526128897',
      namespace: 'kubeflow-alice',
      operation: 'CREATE',
      userInfo: { username: 'system:serviceaccount:kubeflow:argo', groups: ['system:authenticated'] },
      object,
      oldObject: null,
      dryRun: false,
    },
  };
}

function pod(env: readonly Variable[]) {
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name: 'train-9kd2x-fit-6526128897',
      namespace: 'kubeflow-alice',
      creationTimestamp: null,
      labels: {
        'pipeline/runid': '3a1e6f5c-0f0e-4ad1-8f3f-5d6b2a3e4c02',
        'pipelines.kubeflow.org/pipeline-sdk-type': 'kfp',
        'workflows.argoproj.io/workflow': 'train-9kd2x',
        project: 'team-a',
        runai: 'true',
      },
      annotations: { 'kubectl.kubernetes.io/default-container': 'main', 'gpu-fraction': '0.5' },
      ownerReferences: [
        { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name: 'train-9kd2x', uid: 'u-1', controller: true },
      ],
    },
    spec: {
      volumes: [{ name: 'var-run-argo', emptyDir: {} }],
      containers: [
        { name: 'wait', command: ['argoexec', 'wait'], resources: {}, imagePullPolicy: 'IfNotPresent' },
        { name: 'main', command: ['/var/run/argo/argoexec', 'emissary', '--', 'python', 'fit.py'], env, resources: {} },
      ],
      restartPolicy: 'Never',
      schedulerName: 'default-scheduler',
      tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', tolerationSeconds: 300 }],
      priority: 0,
    },
    status: {},
  };
}

export const SIZES = [
  { title: '2 KB', bytes: 2 * 1024 },
  { title: '6 KB', bytes: 6 * 1024 },
  { title: '50 KB', bytes: 50 * 1024 },
  { title: '1 MB', bytes: 1024 * 1024 },
  { title: '3 MB', bytes: 3 * 1024 * 1024 },
] as const;

/** Pods of everyday life, as they are sent over HTTPS here. */
export const USUAL_BYTES = 6 * 1024;

/** A review, and what its pod has to become. */
export interface CheckedReview {
  readonly what: string;
  readonly body: string;
  readonly becomes: (pod: PodOfReview) => unknown;
}

type PodOfReview = ReturnType<typeof pod>;

/** What every server that works out an answer has to get right before it is timed. */
export const CHECKED_REVIEWS: readonly CheckedReview[] = [
  {
    what: 'the timed pod',
    body: reviewOfSize(6 * 1024),
    becomes: (before) => ({
      ...before,
      metadata: {
        ...before.metadata,
        annotations: { ...before.metadata.annotations, 'gpu-fraction-container-name': 'main' },
      },
      spec: { ...before.spec, schedulerName: 'runai-scheduler' },
    }),
  },
  {
    what: 'a pod that asks by a variable, and has a whole GPU',
    body: JSON.stringify(review([], asksByVariable())),
    becomes: (before) => ({
      ...before,
      metadata: {
        ...before.metadata,
        labels: { RUNAI_PROJECT: 'team-a', project: 'team-a' },
        annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'main' },
      },
      spec: {
        ...before.spec,
        schedulerName: 'runai-scheduler',
        containers: before.spec.containers.map((container) => ({ ...container, resources: {} })),
      },
    }),
  },
  {
    what: 'a pod that does not ask',
    body: JSON.stringify(review([], asksForNothing())),
    becomes: (before) => before,
  },
];

function asksByVariable() {
  const { metadata, spec, ...rest } = pod([]);
  const { annotations: _, ...others } = metadata;
  const gpu = { 'nvidia.com/gpu': '1' };
  return {
    ...rest,
    metadata: { ...others, labels: { RUNAI_PROJECT: 'team-a' } },
    spec: {
      ...spec,
      containers: [
        {
          name: 'main',
          command: ['python', 'fit.py'],
          env: [{ name: 'RUNAI_GPU_FRACTION', value: '50%' }],
          resources: { limits: gpu, requests: gpu },
        },
      ],
    },
  };
}

function asksForNothing() {
  const { metadata, ...rest } = pod([]);
  return { ...rest, metadata: { ...metadata, labels: { app: 'web' }, annotations: {} } };
}
