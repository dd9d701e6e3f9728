import { labelsOf, ownerOfKind } from '../pod/pod.ts';
import { containerNamed, firstWorkContainer, type Recognizer } from './workload.ts';

const JOB_NAME_LABEL = 'training.kubeflow.org/job-name';
const REPLICA_TYPE_LABEL = 'training.kubeflow.org/replica-type';
const KUBEFLOW_GROUP = 'kubeflow.org';

const JOB_KINDS = new Set(['PyTorchJob', 'TFJob', 'MPIJob', 'XGBoostJob', 'PaddleJob', 'JAXJob']);
/** The operator insists on these names, one for each kind. */
const CONTAINERS = ['pytorch', 'tensorflow', 'mpi', 'xgboost', 'paddle', 'jax'] as const;

export const recognizeTrainingOperator: Recognizer = (pod) => {
  const labels = labelsOf(pod);
  if (labels[JOB_NAME_LABEL] === undefined) {
    return undefined;
  }
  const owner = ownerOfKind(pod, KUBEFLOW_GROUP, JOB_KINDS);
  const container = containerNamed(pod, ...CONTAINERS) ?? firstWorkContainer(pod);
  const kind = owner?.kind ?? '';
  const gang = { group: KUBEFLOW_GROUP, kind, name: owner?.name ?? labels[JOB_NAME_LABEL] };
  // An MPI launcher starts `mpirun` and waits for the workers.
  return labels[REPLICA_TYPE_LABEL]?.toLowerCase() === 'launcher'
    ? { role: 'companion', name: 'mpi-launcher', container, gang }
    : { role: 'work', name: 'training-operator', container, gang };
};
