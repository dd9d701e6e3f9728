import { containerNamed } from '../pod/containers.ts';
import { labelsOf, ownerOfKind, type StringMap } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

const JOB_NAME_LABEL = 'training.kubeflow.org/job-name';
const REPLICA_TYPE_LABEL = 'training.kubeflow.org/replica-type';
const JOB_ROLE_LABEL = 'training.kubeflow.org/job-role';
const KUBEFLOW_GROUP = 'kubeflow.org';

const JOB_KINDS = new Set(['PyTorchJob', 'TFJob', 'MPIJob', 'XGBoostJob', 'PaddleJob', 'JAXJob']);
/** The operator insists on these names, one for each kind. */
const CONTAINERS = ['pytorch', 'tensorflow', 'mpi', 'xgboost', 'paddle', 'jax'] as const;

/** Jobs of training-operator, and of mpi-operator, which shares its labels. */
export const recognizeTrainingOperator: Recognizer = (pod) => {
  const labels = labelsOf(pod);
  const job = labels[JOB_NAME_LABEL];
  if (job === undefined) {
    return undefined;
  }
  const sign = containerNamed(pod, ...CONTAINERS);
  // mpi-operator's launcher comes from a Job, which does not tell the kind; the group has no two jobs of one name.
  const owner = ownerOfKind(pod, KUBEFLOW_GROUP, JOB_KINDS);
  const gang = { group: KUBEFLOW_GROUP, kind: owner?.kind ?? '', name: owner?.name ?? job };
  return isLauncher(labels)
    ? { role: 'companion', name: 'mpi-launcher', sign, gang }
    : { role: 'work', name: 'training-operator', sign, gang };
};

/**
 * An MPI launcher starts `mpirun` and waits for the workers. training-operator names it by its replica type,
 * mpi-operator (MPIJob v2beta1) by its role.
 */
const isLauncher = (labels: StringMap): boolean =>
  labels[REPLICA_TYPE_LABEL]?.toLowerCase() === 'launcher' || labels[JOB_ROLE_LABEL]?.toLowerCase() === 'launcher';
