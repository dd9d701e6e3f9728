import type { KubernetesDocument } from '../../manifests/documents.ts';
import type { PodTemplate } from '../../manifests/schemas.ts';
import { type Controller, childMetadata, nameOf, podOfTemplate } from './controlled.ts';
import { replicasOf, trainingJob } from './training-operator.ts';

/** Served by mpi-operator; what training-operator serves under the same kind is `v1`. */
const MPI_OPERATOR_VERSION = 'kubeflow.org/v2beta1';

const ofTrainingOperator = trainingJob('MPIJob');

/**
 * mpi-operator: workers of its own, and a Job for the launcher. It knows no `replica-type`; a `job-role` tells them apart.
 */
export const mpiJob: Controller = (owner, context) => {
  if (owner.apiVersion !== MPI_OPERATOR_VERSION) {
    return ofTrainingOperator(owner, context);
  }
  const name = nameOf(owner);
  const labels = (role: string) => ({
    'training.kubeflow.org/job-name': name,
    'training.kubeflow.org/job-role': role,
    'training.kubeflow.org/operator-name': 'mpi-operator',
  });
  const launcher = (template: PodTemplate): KubernetesDocument => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: childMetadata(owner, { name: `${name}-launcher`, labels: { app: name } }),
    spec: {
      template: {
        ...template,
        metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...labels('launcher') } },
      },
    },
  });
  const worker = (template: PodTemplate): KubernetesDocument =>
    podOfTemplate(owner, template, {
      name: `${name}-worker-0`,
      labels: { ...labels('worker'), 'training.kubeflow.org/replica-index': '0' },
    });
  return Object.entries(replicasOf('MPIJob', owner.spec)).map(([type, { template }]) =>
    type.toLowerCase() === 'launcher' ? launcher(template) : worker(template),
  );
};
