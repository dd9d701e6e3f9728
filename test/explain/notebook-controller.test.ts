import { describe, expect, it } from 'vitest';
import { containerNames, explanation, NAMESPACE, podOf } from './explaining.ts';

const NOTEBOOK = `
apiVersion: kubeflow.org/v1
kind: Notebook
metadata:
  name: lab
  namespace: alice
  labels: {app: lab, half-gpu: "true"}
  annotations:
    gpu-fraction-num-devices: "2"
    notebooks.kubeflow.org/server-type: jupyter
    kubectl.kubernetes.io/last-applied-configuration: "{}"
    example.com/my-notebook-note: hello
spec:
  template:
    metadata:
      labels: {never-copied: "yes"}
      annotations: {never-copied: "yes"}
    spec:
      serviceAccountName: default-editor
      containers:
        - name: lab
          env: [{name: FIRST, value: "1"}]
        - name: side
`;

const HALF_GPU = `
apiVersion: kubeflow.org/v1alpha1
kind: PodDefault
metadata: {name: half-gpu, namespace: alice}
spec:
  selector: {matchLabels: {half-gpu: "true"}}
  env: [{name: RUNAI_GPU_FRACTION, value: "0.5"}]
`;

describe('the pod of a Notebook', () => {
  const pod = podOf(NOTEBOOK);

  it('is the first of a StatefulSet of the same name', () => {
    expect(pod.metadata).toMatchObject({ name: 'lab-0', generateName: 'lab-', namespace: 'alice' });
    expect(pod.metadata.ownerReferences).toEqual([
      expect.objectContaining({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'lab' }),
    ]);
  });

  it('carries the Notebook’s labels, and two of the controller’s', () => {
    expect(pod.metadata.labels).toMatchObject({
      app: 'lab',
      'half-gpu': 'true',
      statefulset: 'lab',
      'notebook-name': 'lab',
    });
    expect(pod.metadata.labels).not.toHaveProperty('never-copied');
  });

  it('carries the Notebook’s annotations, but for keys that speak of kubectl or notebooks', () => {
    expect(pod.metadata.annotations).toEqual({ 'gpu-fraction-num-devices': '2' });
  });

  it('learns in its first container under which path it is served', () => {
    expect(pod.spec.containers[0]?.env).toEqual([
      { name: 'FIRST', value: '1' },
      { name: 'NB_PREFIX', value: '/notebook/alice/lab' },
    ]);
    expect(pod.spec.containers[1]?.env).toBeUndefined();
    expect(containerNames(pod)).toEqual(['lab', 'side']);
  });

  it('is a notebook, with what its PodDefault is going to set', () => {
    expect(explanation(NOTEBOOK, { surroundings: `${NAMESPACE}---${HALF_GPU}` })).toMatchObject({
      workload: 'notebook',
      container: 'lab',
      outcome: 'mutated',
      pod: {
        metadata: {
          annotations: {
            'gpu-fraction': '0.5',
            'gpu-fraction-num-devices': '2',
            'gpu-fraction-container-name': 'lab',
          },
        },
      },
    });
  });

  it('is not touched by a PodDefault of another namespace', () => {
    const elsewhere = HALF_GPU.replace('namespace: alice', 'namespace: bob');
    const plain = NOTEBOOK.replace('    gpu-fraction-num-devices: "2"\n', '');
    expect(explanation(plain, { surroundings: `${NAMESPACE}---${elsewhere}` })).toMatchObject({
      outcome: 'skipped',
      reason: 'nothing-asked',
    });
  });
});
