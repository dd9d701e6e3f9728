/** A request as the API server sends it: a KFP step that asks for half a GPU, padded to a size that is met in practice. */
export function reviewOfSize(bytes: number): string {
  const empty = JSON.stringify(review([]));
  const env: { name: string; value: string }[] = [];
  let size = empty.length;
  // Many middle-sized variables, as a task with long parameters has them; parsing costs by the number of values too.
  for (let index = 0; size < bytes; index += 1) {
    const variable = { name: `PARAMETER_${index}`, value: 'v'.repeat(Math.max(0, Math.min(120, bytes - size - 40))) };
    env.push(variable);
    size += JSON.stringify(variable).length + 1;
  }
  return JSON.stringify(review(env));
}

function review(env: readonly { name: string; value: string }[]) {
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
      object: pod(env),
      oldObject: null,
      dryRun: false,
    },
  };
}

function pod(env: readonly { name: string; value: string }[]) {
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
] as const;
