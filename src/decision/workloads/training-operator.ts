import { any, type CelVariable, containersNamed, hasLabel, hasOwner, label, literal } from '../pod/cel.ts';
import { firstNamed } from '../pod/containers.ts';
import { labelsOf, ownerOfKind, type StringMap } from '../pod/pod.ts';
import type { GangReader, Recognizer } from './workload.ts';

const JOB_NAME_LABEL = 'training.kubeflow.org/job-name';
const REPLICA_TYPE_LABEL = 'training.kubeflow.org/replica-type';
const JOB_ROLE_LABEL = 'training.kubeflow.org/job-role';
const KUBEFLOW_GROUP = 'kubeflow.org';
const LAUNCHER = 'launcher';

const JOB_KINDS = new Set(['PyTorchJob', 'TFJob', 'MPIJob', 'XGBoostJob', 'PaddleJob', 'JAXJob']);
const JOBS = new Set(['Job']);
/** The operator insists on these names, one for each kind. */
const CONTAINERS = ['pytorch', 'tensorflow', 'mpi', 'xgboost', 'paddle', 'jax'] as const;

/** Jobs of training-operator, and of mpi-operator, which shares its labels. */
export const recognizeTrainingOperator: Recognizer = (pod) => {
  const labels = labelsOf(pod);
  if (labels[JOB_NAME_LABEL] === undefined) {
    return undefined;
  }
  const sign = firstNamed(pod, CONTAINERS);
  return isLauncher(labels)
    ? { role: 'companion', name: 'mpi-launcher', sign }
    : { role: 'work', name: 'training-operator', sign };
};

export const TRAINING_OPERATOR_IN_CEL: CelVariable = {
  name: 'isTrainingOperator',
  expression: hasLabel(JOB_NAME_LABEL),
};

/** The job that made the pod, or that of the Job between them, which only mpi-operator's launcher has. */
export const trainingJobGang: GangReader = (pod) => {
  const owner = ownerOfKind(pod, KUBEFLOW_GROUP, JOB_KINDS);
  if (owner !== undefined) {
    return { gang: { group: KUBEFLOW_GROUP, kind: owner.kind, name: owner.name }, through: owner };
  }
  const labels = labelsOf(pod);
  const name = labels[JOB_NAME_LABEL];
  // A label does not tell the kind; the group has no two jobs of one name.
  return name === undefined
    ? undefined
    : {
        gang: { group: KUBEFLOW_GROUP, kind: '', name },
        through: isLauncher(labels) ? ownerOfKind(pod, 'batch', JOBS) : undefined,
      };
};

/**
 * An MPI launcher starts `mpirun` and waits for the workers. training-operator names it by its replica type,
 * mpi-operator (MPIJob v2beta1) by its role.
 */
const isLauncher = (labels: StringMap): boolean =>
  labels[REPLICA_TYPE_LABEL]?.toLowerCase() === LAUNCHER || labels[JOB_ROLE_LABEL]?.toLowerCase() === LAUNCHER;

export const TRAINING_OPERATOR_SIGN_IN_CEL = containersNamed(...CONTAINERS);

export const MPI_LAUNCHER_IN_CEL = any(
  ...[REPLICA_TYPE_LABEL, JOB_ROLE_LABEL].map((key) => `${label(key)}.lowerAscii() == ${literal(LAUNCHER)}`),
);

export const TRAINING_JOB_GANG_IN_CEL = any(hasOwner(KUBEFLOW_GROUP, JOB_KINDS), hasLabel(JOB_NAME_LABEL));
