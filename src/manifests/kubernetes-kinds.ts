import { apiGroupOf } from '../decision/pod/pod.ts';

/*
 * Kinds that more than one room has to know by name: what the server takes from a cluster, and what `explain` follows.
 */

/** A kind as the API server knows it, whichever version is served. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

export const KUBEFLOW = 'kubeflow.org';
export const RAY = 'ray.io';
export const ARGO = 'argoproj.io';
export const JOBSET = 'jobset.x-k8s.io';
export const LEADER_WORKER_SET = 'leaderworkerset.x-k8s.io';
export const TRAINER = 'trainer.kubeflow.org';

/** Kubeflow's training-operator and mpi-operator: each kind of job, and the field that holds its replicas. */
export const TRAINING_JOB_REPLICAS = {
  PyTorchJob: 'pytorchReplicaSpecs',
  TFJob: 'tfReplicaSpecs',
  MPIJob: 'mpiReplicaSpecs',
  XGBoostJob: 'xgbReplicaSpecs',
  PaddleJob: 'paddleReplicaSpecs',
  JAXJob: 'jaxReplicaSpecs',
} as const;

export type TrainingJobKind = keyof typeof TRAINING_JOB_REPLICAS;

export const TRAINING_JOB_KINDS = Object.keys(TRAINING_JOB_REPLICAS) as readonly TrainingJobKind[];

/** The kind of an object, or of a reference to one. */
export const groupKindOf = ({
  apiVersion,
  kind,
}: {
  readonly apiVersion: string;
  readonly kind: string;
}): GroupKind => ({
  group: apiGroupOf(apiVersion),
  kind,
});

/** A kind in a map or a message: `ray.io/RayCluster`, and `/Pod` in the core group. */
export const kindKey = ({ group, kind }: GroupKind): string => `${group}/${kind}`;
