import { describe, expect, it } from 'vitest';
import { explanations, NAMESPACE, podsOf, run } from './explaining.ts';

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

describe('the pods of mpi-operator’s job, which is of the same kind in another version', () => {
  const mpi = job(
    'MPIJob',
    `mpiReplicaSpecs: {Launcher: ${container('mpi-launcher')}, Worker: ${container('mpi-worker', GPU)}}`,
  ).replace('kubeflow.org/v1', 'kubeflow.org/v2beta1');
  const [launcher, worker] = podsOf(mpi);

  it('are a launcher, which comes from a Job', () => {
    expect(launcher?.metadata).toMatchObject({
      generateName: 'train-launcher-',
      labels: {
        l: 'template',
        'training.kubeflow.org/job-name': 'train',
        'training.kubeflow.org/job-role': 'launcher',
        'training.kubeflow.org/operator-name': 'mpi-operator',
        'job-name': 'train-launcher',
      },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'train-launcher' }],
    });
  });

  it('and workers, which the operator makes itself', () => {
    expect(worker?.metadata).toMatchObject({
      name: 'train-worker-0',
      labels: {
        'training.kubeflow.org/job-role': 'worker',
        'training.kubeflow.org/replica-index': '0',
        'training.kubeflow.org/operator-name': 'mpi-operator',
      },
      ownerReferences: [{ apiVersion: 'kubeflow.org/v2beta1', kind: 'MPIJob', name: 'train' }],
    });
    expect(worker?.metadata.labels).not.toHaveProperty('training.kubeflow.org/replica-type');
  });
});

describe('the pods of a LeaderWorkerSet', () => {
  const template = (name: string): string =>
    `{metadata: {labels: {l: ${name}}}, spec: {containers: [{name: ${name}}]}}`;
  const set = (spec: string): string => `
apiVersion: leaderworkerset.x-k8s.io/v1
kind: LeaderWorkerSet
metadata: {name: vllm, namespace: alice}
spec: {replicas: 2, leaderWorkerTemplate: ${spec}}
`;

  it('are a leader and the workers that its own StatefulSet makes, labelled as the operator does', () => {
    const [leader, worker, ...others] = podsOf(
      set(`{size: 3, leaderTemplate: ${template('router')}, workerTemplate: ${template('engine')}}`),
    );
    expect(others).toEqual([]);
    expect(leader?.metadata).toMatchObject({
      name: 'vllm-0',
      labels: {
        l: 'router',
        'leaderworkerset.sigs.k8s.io/name': 'vllm',
        'leaderworkerset.sigs.k8s.io/group-index': '0',
        'leaderworkerset.sigs.k8s.io/worker-index': '0',
      },
      annotations: { 'leaderworkerset.sigs.k8s.io/size': '3' },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'vllm' }],
    });
    expect(worker?.metadata).toMatchObject({
      name: 'vllm-0-1',
      labels: {
        l: 'engine',
        'leaderworkerset.sigs.k8s.io/name': 'vllm',
        'leaderworkerset.sigs.k8s.io/worker-index': '1',
      },
      annotations: {
        'leaderworkerset.sigs.k8s.io/size': '3',
        'leaderworkerset.sigs.k8s.io/leader-name': 'vllm-0',
      },
      ownerReferences: [{ kind: 'StatefulSet', name: 'vllm-0' }],
    });
  });

  it('are all of the workers’ template where the leader has none of its own', () => {
    const pods = podsOf(set(`{size: 2, workerTemplate: ${template('engine')}}`));
    expect(pods.map(({ metadata, spec }) => [metadata.name, spec.containers[0]?.name])).toEqual([
      ['vllm-0', 'engine'],
      ['vllm-0-1', 'engine'],
    ]);
  });

  it('are only a leader in groups of one', () => {
    expect(podsOf(set(`{workerTemplate: ${template('engine')}}`)).map(({ metadata }) => metadata.name)).toEqual([
      'vllm-0',
    ]);
  });
});

describe('the pods of a TrainJob', () => {
  const runtime = (kind: string): string => `
apiVersion: trainer.kubeflow.org/v1alpha1
kind: ${kind}
metadata: {name: torch${kind === 'TrainingRuntime' ? ', namespace: alice' : ''}}
spec:
  template:
    metadata: {labels: {from: runtime}}
    spec:
      replicatedJobs:
        - {name: dataset-initializer, template: {spec: {template: {spec: {containers: [{name: dataset-initializer}]}}}}}
        - {name: node, template: {spec: {template: {metadata: {annotations: {gpu-fraction: "0.5"}}, spec: {containers: [{name: node, env: [{name: A, value: "1"}]}]}}}}}
`;
  const trainJob = (spec: string): string => `
apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainJob
metadata: {name: tune, namespace: alice}
spec: ${spec}
`;
  const podsOfTrainJob = (content: string) =>
    podsOf(content).filter(({ metadata }) => metadata.labels?.['jobset.sigs.k8s.io/jobset-name'] === 'tune');

  it.each([
    ['ClusterTrainingRuntime', '{runtimeRef: {name: torch}}'],
    ['TrainingRuntime', '{runtimeRef: {name: torch, kind: TrainingRuntime}}'],
  ])('are those of the %s that it names', (kind, spec) => {
    const pods = podsOfTrainJob(`${runtime(kind)}---${trainJob(spec)}`);
    expect(pods.map(({ metadata }) => metadata.generateName)).toEqual(['tune-dataset-initializer-0-', 'tune-node-0-']);
    expect(pods[1]?.metadata.annotations).toMatchObject({ 'gpu-fraction': '0.5' });
  });

  it('have what the job says of its trainer in the node', () => {
    const trainer =
      '{runtimeRef: {name: torch}, trainer: {env: [{name: RUNAI_PROJECT, value: team-a}], resourcesPerNode: {limits: {nvidia.com/gpu: 2}}}}';
    const [, node] = podsOfTrainJob(`${runtime('ClusterTrainingRuntime')}---${trainJob(trainer)}`);
    expect(node?.spec.containers[0]).toMatchObject({
      env: [
        { name: 'A', value: '1' },
        { name: 'RUNAI_PROJECT', value: 'team-a' },
      ],
      resources: { limits: { 'nvidia.com/gpu': 2 } },
    });
  });

  it('cannot be told without the runtime, which is named', () => {
    expect(() => run(trainJob('{runtimeRef: {name: torch}}'))).toThrow(
      /the pods of TrainJob tune come from ClusterTrainingRuntime torch, which is not given/,
    );
  });

  it('are explained without patches of the runtime, which are named', () => {
    const patched = trainJob('{runtimeRef: {name: torch}, runtimePatches: [{manager: me}]}');
    expect(run(`${runtime('ClusterTrainingRuntime')}---${patched}`).stderr).toContain(
      'TrainJob tune patches its runtime',
    );
  });

  it('of a runtime alone are explained by themselves', () => {
    expect(explanations(runtime('ClusterTrainingRuntime')).map(({ workload }) => workload)).toEqual([
      'trainer-initializer',
      'trainer',
    ]);
  });
});
