import { groupKindOf, KUBEFLOW, kindKey, TRAINING_JOB_KINDS } from '../../manifests/kubernetes-kinds.ts';
import { cronWorkflow, workflow, workflowTemplate } from './argo.ts';
import { cronJob, daemonSet, deployment, job, podTemplate, replicaSet, statefulSet } from './builtin.ts';
import type { Controller } from './controlled.ts';
import { jobSet } from './jobset.ts';
import { leaderWorkerSet } from './leader-worker-set.ts';
import { mpiJob } from './mpi-operator.ts';
import { notebook } from './notebook.ts';
import { rayCluster, rayCronJob, rayJob, rayService } from './ray.ts';
import { trainJob } from './trainer.ts';
import { trainingJob } from './training-operator.ts';

/** Controllers by API group and kind. */
const CONTROLLERS: ReadonlyMap<string, Controller> = new Map<string, Controller>([
  ['batch/Job', job],
  ['batch/CronJob', cronJob],
  ['/ReplicationController', replicaSet],
  ['/PodTemplate', podTemplate],
  ['apps/Deployment', deployment],
  ['apps/ReplicaSet', replicaSet],
  ['apps/StatefulSet', statefulSet],
  ['apps/DaemonSet', daemonSet],
  ['kubeflow.org/Notebook', notebook],
  ...TRAINING_JOB_KINDS.map((kind) => [`${KUBEFLOW}/${kind}`, trainingJob(kind)] as const),
  // Two operators serve this kind, each in versions of its own.
  [`${KUBEFLOW}/MPIJob`, mpiJob],
  ['jobset.x-k8s.io/JobSet', jobSet],
  ['leaderworkerset.x-k8s.io/LeaderWorkerSet', leaderWorkerSet],
  ['trainer.kubeflow.org/TrainJob', trainJob],
  ['ray.io/RayCluster', rayCluster],
  ['ray.io/RayJob', rayJob],
  ['ray.io/RayCronJob', rayCronJob],
  ['ray.io/RayService', rayService],
  ['argoproj.io/Workflow', workflow],
  ['argoproj.io/WorkflowTemplate', workflowTemplate],
  ['argoproj.io/ClusterWorkflowTemplate', workflowTemplate],
  ['argoproj.io/CronWorkflow', cronWorkflow],
]);

export const controllerOf = (apiVersion: string, kind: string): Controller | undefined =>
  CONTROLLERS.get(kindKey(groupKindOf({ apiVersion, kind })));
