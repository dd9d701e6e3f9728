import { describe, expect, it } from 'vitest';
import { explanations, NAMESPACE, podsOf } from './explaining.ts';

const container = (name: string, resources = ''): string =>
  `{template: {metadata: {labels: {l: template}}, spec: {containers: [{name: ${name}, image: i${resources}}]}}}`;
const GPU = ', resources: {limits: {nvidia.com/gpu: 1}}';

const job = (kind: string, specs: string): string => `
apiVersion: kubeflow.org/v1
kind: ${kind}
metadata: {name: train, namespace: alice}
spec: {runPolicy: {}, ${specs}}
`;

describe('the pods of the training-operator’s jobs', () => {
  const pytorch = job(
    'PyTorchJob',
    `pytorchReplicaSpecs: {Master: ${container('pytorch')}, Worker: ${container('pytorch', GPU)}}`,
  );

  it('are one for each type of replica, named and labelled after it', () => {
    const pods = podsOf(pytorch);
    expect(pods.map(({ metadata }) => metadata.name)).toEqual(['train-master-0', 'train-worker-0']);
    expect(pods[1]?.metadata.labels).toEqual({
      l: 'template',
      'training.kubeflow.org/job-name': 'train',
      'training.kubeflow.org/operator-name': 'pytorchjob-controller',
      'training.kubeflow.org/replica-index': '0',
      'training.kubeflow.org/replica-type': 'worker',
    });
    expect(pods[0]?.metadata.ownerReferences).toEqual([
      expect.objectContaining({ apiVersion: 'kubeflow.org/v1', kind: 'PyTorchJob', name: 'train' }),
    ]);
  });

  it('go to the scheduler together', () => {
    expect(explanations(pytorch, { surroundings: NAMESPACE })).toMatchObject([
      { workload: 'training-operator', reason: 'gang-member', container: 'pytorch' },
      { workload: 'training-operator', reason: 'gpu-workload', container: 'pytorch' },
    ]);
  });

  it.each([
    ['TFJob', 'tfReplicaSpecs', 'Chief', 'tensorflow'],
    ['XGBoostJob', 'xgbReplicaSpecs', 'Master', 'xgboost'],
    ['PaddleJob', 'paddleReplicaSpecs', 'Worker', 'paddle'],
    ['JAXJob', 'jaxReplicaSpecs', 'Worker', 'jax'],
    ['MPIJob', 'mpiReplicaSpecs', 'Worker', 'mpi'],
  ])('%s is known too', (kind, specs, type, name) => {
    expect(
      explanations(job(kind, `${specs}: {${type}: ${container(name, GPU)}}`), { surroundings: NAMESPACE }),
    ).toMatchObject([{ name: `train-${type.toLowerCase()}-0`, workload: 'training-operator', reason: 'gpu-workload' }]);
  });

  it('an MPI launcher only follows its workers', () => {
    const mpi = job('MPIJob', `mpiReplicaSpecs: {Launcher: ${container('mpi')}, Worker: ${container('mpi', GPU)}}`);
    expect(explanations(mpi, { surroundings: NAMESPACE })).toMatchObject([
      { workload: 'mpi-launcher', reason: 'gang-member' },
      { workload: 'training-operator', reason: 'gpu-workload' },
    ]);
  });
});

describe('the pods of a JobSet, as Kubeflow Trainer makes one', () => {
  const jobSet = `
apiVersion: jobset.x-k8s.io/v1alpha2
kind: JobSet
metadata: {name: tune, namespace: alice}
spec:
  replicatedJobs:
    - name: dataset-initializer
      template:
        spec: {template: {spec: {containers: [{name: dataset-initializer}]}}}
    - name: node
      template:
        metadata: {labels: {of-the-job: "yes"}}
        spec:
          backoffLimit: 0
          template:
            metadata: {labels: {l: template}}
            spec: {containers: [{name: side}, {name: node${GPU}}]}
`;

  it('belong to one Job for each replicated job, and say so in labels', () => {
    const [, node] = podsOf(jobSet);
    expect(node?.metadata.generateName).toBe('tune-node-0-');
    expect(node?.metadata.labels).toMatchObject({
      l: 'template',
      'jobset.sigs.k8s.io/jobset-name': 'tune',
      'jobset.sigs.k8s.io/replicatedjob-name': 'node',
      'jobset.sigs.k8s.io/job-index': '0',
      'batch.kubernetes.io/job-name': 'tune-node-0',
    });
    expect(node?.metadata.labels).not.toHaveProperty('of-the-job');
    expect(node?.metadata.ownerReferences).toEqual([expect.objectContaining({ kind: 'Job', name: 'tune-node-0' })]);
  });

  it('go to the scheduler together, and the node does the work', () => {
    expect(explanations(jobSet, { surroundings: NAMESPACE })).toMatchObject([
      { workload: 'trainer-initializer', reason: 'gang-member' },
      { workload: 'trainer', reason: 'gpu-workload', container: 'node' },
    ]);
  });
});
