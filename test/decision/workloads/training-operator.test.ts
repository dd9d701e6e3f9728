import { describe, expect, it } from 'vitest';
import { container, owner } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const JOB = { 'training.kubeflow.org/job-name': 'job' };

describe('a pod of the training operator', () => {
  it.each([
    ['PyTorchJob', 'pytorch'],
    ['TFJob', 'tensorflow'],
    ['MPIJob', 'mpi'],
    ['XGBoostJob', 'xgboost'],
    ['PaddleJob', 'paddle'],
    ['JAXJob', 'jax'],
  ])('of a %s works in the container %s', (kind, name) => {
    const parts = {
      labels: JOB,
      owner: owner('kubeflow.org/v1', kind, 'job'),
      containers: [container('istio-proxy'), container(name)],
    };
    expect(recognised(parts)).toBe(`work: training-operator on ${name} of kubeflow.org ${kind} job`);
  });

  it.each([
    ['launcher', 'companion: mpi-launcher'],
    ['Launcher', 'companion: mpi-launcher'],
    ['worker', 'work: training-operator'],
    ['master', 'work: training-operator'],
  ])('of the replica type %s is a %s', (type, expected) => {
    const labels = { ...JOB, 'training.kubeflow.org/replica-type': type };
    expect(recognised({ labels, owner: owner('kubeflow.org/v1', 'MPIJob', 'job') })).toBe(
      `${expected} on main of kubeflow.org MPIJob job`,
    );
  });

  it('belongs to the job of its label where its owner is not one', () => {
    expect(recognised({ labels: JOB, owner: owner('batch/v1', 'Job', 'x') })).toBe(
      'work: training-operator on main of kubeflow.org  job',
    );
  });

  it('is told by its label; by its owner alone it is only a member of the gang', () => {
    const parts = { owner: owner('kubeflow.org/v1', 'PyTorchJob') };
    expect(recognised(parts)).toBe('work: other on main of kubeflow.org PyTorchJob owner');
  });
});
