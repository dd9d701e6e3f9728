import { describe, expect, it } from 'vitest';
import { explanation, NAMESPACE, podOf } from './explaining.ts';

/** A template with something in every place that a controller must keep. */
const TEMPLATE = `
  template:
    metadata:
      labels: {app: train}
      annotations: {gpu-fraction: "0.5"}
    spec:
      containers:
        - name: work
          resources: {limits: {cpu: 1, nvidia.com/gpu: 1}, requests: {cpu: 500m}}
      initContainers:
        - name: fetch
          resources: {limits: {memory: 1Gi}}
`;

const workload = (apiVersion: string, kind: string): string => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: train
  namespace: alice
  labels: {of-the-owner: "yes"}
  annotations: {of-the-owner: "yes"}
spec:
  selector: {matchLabels: {app: train}}
${TEMPLATE}`;

const owners: readonly [kind: string, apiVersion: string, pod: object, owner: object][] = [
  [
    'Job',
    'batch/v1',
    { generateName: 'train-', labels: { 'batch.kubernetes.io/job-name': 'train', 'job-name': 'train' } },
    { apiVersion: 'batch/v1', kind: 'Job', name: 'train' },
  ],
  [
    'StatefulSet',
    'apps/v1',
    {
      name: 'train-0',
      generateName: 'train-',
      labels: { 'apps.kubernetes.io/pod-index': '0', 'statefulset.kubernetes.io/pod-name': 'train-0' },
    },
    { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'train' },
  ],
  ['ReplicaSet', 'apps/v1', { generateName: 'train-' }, { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'train' }],
  [
    'ReplicationController',
    'v1',
    { generateName: 'train-' },
    { apiVersion: 'v1', kind: 'ReplicationController', name: 'train' },
  ],
  ['DaemonSet', 'apps/v1', { generateName: 'train-' }, { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'train' }],
];

describe.each(owners)('the pod of a %s', (kind, apiVersion, metadata, owner) => {
  const pod = podOf(workload(apiVersion, kind));

  it('is named and labelled as its controller does', () => {
    expect(pod.metadata).toMatchObject({ namespace: 'alice', ...metadata });
  });

  it('belongs to it', () => {
    expect(pod.metadata.ownerReferences).toEqual([expect.objectContaining({ ...owner, controller: true })]);
  });

  it('carries the labels and annotations of the template, not those of the workload itself', () => {
    expect(pod.metadata.labels).toMatchObject({ app: 'train' });
    expect(pod.metadata.annotations).toEqual({ 'gpu-fraction': '0.5' });
    expect(pod.metadata.labels).not.toHaveProperty('of-the-owner');
  });

  it('names a scheduler and requests its limits, as the API server fills in before admission', () => {
    expect(pod.spec.schedulerName).toBe('default-scheduler');
    expect(pod.spec.containers[0]?.resources).toEqual({
      limits: { cpu: 1, 'nvidia.com/gpu': 1 },
      requests: { cpu: '500m', 'nvidia.com/gpu': 1 },
    });
    expect(pod.spec.initContainers?.[0]?.resources?.requests).toEqual({ memory: '1Gi' });
  });
});

describe('controllers in a chain', () => {
  it('a Deployment makes a ReplicaSet, whose hash is on the pod', () => {
    const { metadata } = podOf(workload('apps/v1', 'Deployment'));
    const hash = metadata.labels?.['pod-template-hash'];
    expect(hash).toMatch(/^[a-z0-9]+$/);
    expect(metadata.generateName).toBe(`train-${hash}-`);
    expect(metadata.ownerReferences?.[0]).toMatchObject({ kind: 'ReplicaSet', name: `train-${hash}` });
  });

  it('a CronJob makes a Job from its template', () => {
    const indented = TEMPLATE.replaceAll('\n', '\n    ');
    const { metadata, spec } = podOf(`
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: alice}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    metadata: {labels: {of-the-job: "yes"}}
    spec:
${indented}`);
    expect(metadata.generateName).toMatch(/^nightly-\w+-$/);
    expect(metadata.ownerReferences?.[0]).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' });
    expect(metadata.labels).toMatchObject({ app: 'train' });
    expect(metadata.labels).not.toHaveProperty('of-the-job');
    expect(spec.containers[0]?.name).toBe('work');
  });
});

describe('a template', () => {
  it('that names a scheduler keeps it', () => {
    const named = workload('batch/v1', 'Job').replace('    spec:\n', '    spec:\n      schedulerName: volcano\n');
    expect(explanation(named)).toMatchObject({
      outcome: 'skipped',
      reason: 'other-scheduler',
      pod: { spec: { schedulerName: 'volcano' } },
    });
  });

  it('without any metadata makes a pod with the controller’s labels only', () => {
    const { metadata } = podOf(
      '{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {template: {spec: {containers: [{name: c}]}}}}',
    );
    expect(metadata.labels).toEqual({ 'batch.kubernetes.io/job-name': 'a', 'job-name': 'a' });
    expect(metadata).not.toHaveProperty('annotations');
  });
});

describe('an owner whose name is generated', () => {
  const generated = workload('batch/v1', 'Job').replace('name: train', 'generateName: train-');

  it('gets one before its controller sees it', () => {
    const { metadata } = podOf(generated);
    expect(metadata.ownerReferences?.[0]?.name).toMatch(/^train-[a-z0-9]{5}$/);
    expect(metadata.generateName).toBe(`${metadata.ownerReferences?.[0]?.name}-`);
    expect(metadata.labels?.['job-name']).toBe(metadata.ownerReferences?.[0]?.name);
  });

  it('is known as the owner of its gang', () => {
    const job = `
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {generateName: train-, namespace: alice}
spec: {pytorchReplicaSpecs: {Master: {template: {spec: {containers: [{name: pytorch}]}}}}}
`;
    // Nobody in this gang asks for anything, so it stays where it is.
    expect(explanation(job, { surroundings: NAMESPACE })).toMatchObject({
      outcome: 'skipped',
      reason: 'nothing-asked',
    });
  });
});

describe('decisions about built-in workloads', () => {
  it('a share on a Job goes to its container, and its one whole GPU gives way', () => {
    expect(explanation(workload('batch/v1', 'Job'), { surroundings: NAMESPACE })).toMatchObject({
      workload: 'other',
      container: 'work',
      outcome: 'mutated',
      reason: 'asked',
      pod: {
        metadata: {
          labels: { project: 'team-a' },
          annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'work' },
        },
        spec: {
          schedulerName: 'runai-scheduler',
          containers: [{ resources: { limits: { cpu: 1 }, requests: { cpu: '500m' } } }],
        },
      },
    });
  });

  it('a pod of a DaemonSet is left alone', () => {
    expect(explanation(workload('apps/v1', 'DaemonSet'), { surroundings: NAMESPACE })).toMatchObject({
      outcome: 'skipped',
      reason: 'daemonset-pod',
      patch: [],
    });
  });

  it('a Job with MLflow’s run id is an MLflow run', () => {
    const mlflow = workload('batch/v1', 'Job').replace(
      '- name: work',
      '- name: work\n          env: [{name: MLFLOW_RUN_ID, value: "1"}]',
    );
    expect(explanation(mlflow).workload).toBe('mlflow');
  });
});
