import { any, type CelVariable } from '../pod/cel.ts';
import { ARGO_IN_CEL, STEP_SIGN_IN_CEL } from './argo.ts';
import { KATIB_TRIAL_IN_CEL, KATIB_TRIAL_SIGN_IN_CEL } from './katib.ts';
import { KSERVE_IN_CEL, KSERVE_SIGN_IN_CEL } from './kserve.ts';
import { KFP_V1_IN_CEL, KFP_V2_EXECUTOR_IN_CEL } from './kubeflow-pipelines.ts';
import { LEADER_IN_CEL, LEADER_WORKER_SET_IN_CEL } from './leader-worker-set.ts';
import { MAGNUS_IN_CEL } from './magnus.ts';
import { MLFLOW_IN_CEL, MLFLOW_SIGN_IN_CEL } from './mlflow.ts';
import { NOTEBOOK_IN_CEL, NOTEBOOK_SIGN_IN_CEL } from './notebook.ts';
import { RAY_GANG_IN_CEL, RAY_HEAD_IN_CEL, RAY_NODE_IN_CEL, RAY_SIGN_IN_CEL } from './ray.ts';
import { RUN_AI_MARKS_IN_CEL } from './run-ai.ts';
import { SPARK_DRIVER_IN_CEL, SPARK_IN_CEL, SPARK_SIGN_IN_CEL } from './spark.ts';
import { TFX_IN_CEL } from './tfx.ts';
import { TRAINER_IN_CEL, TRAINER_INITIALIZER_IN_CEL, TRAINER_SIGN_IN_CEL } from './trainer.ts';
import {
  MPI_LAUNCHER_IN_CEL,
  TRAINING_JOB_GANG_IN_CEL,
  TRAINING_OPERATOR_IN_CEL,
  TRAINING_OPERATOR_SIGN_IN_CEL,
} from './training-operator.ts';

/** The rows of the table that do work or keep it company, in its order, and the container that bears the sign of each. */
const ROWS: readonly (readonly [row: CelVariable, sign: string])[] = [
  [RAY_NODE_IN_CEL, RAY_SIGN_IN_CEL],
  ...[KFP_V2_EXECUTOR_IN_CEL, TFX_IN_CEL, MAGNUS_IN_CEL, KFP_V1_IN_CEL, ARGO_IN_CEL].map(
    (row) => [row, STEP_SIGN_IN_CEL] as const,
  ),
  [NOTEBOOK_IN_CEL, NOTEBOOK_SIGN_IN_CEL],
  [KSERVE_IN_CEL, KSERVE_SIGN_IN_CEL],
  [SPARK_IN_CEL, SPARK_SIGN_IN_CEL],
  [TRAINER_IN_CEL, TRAINER_SIGN_IN_CEL],
  [TRAINING_OPERATOR_IN_CEL, TRAINING_OPERATOR_SIGN_IN_CEL],
  [LEADER_WORKER_SET_IN_CEL, '[]'],
  [KATIB_TRIAL_IN_CEL, KATIB_TRIAL_SIGN_IN_CEL],
  [MLFLOW_IN_CEL, MLFLOW_SIGN_IN_CEL],
];

/** JobSets and LeaderWorkerSets are named by the label that makes the row. */
const GANGS_BY_LABEL = [TRAINER_IN_CEL, LEADER_WORKER_SET_IN_CEL].map(({ name }) => `variables.${name}`);

/**
 * What a pod is, for CEL, of those that are not left alone; after `WORKLOAD_VARIABLES`. A companion is one that may be
 * one: CEL cannot see owners, so it is for expressions that leave such a pod alone.
 */
export const WORK_VARIABLES: readonly CelVariable[] = [
  RUN_AI_MARKS_IN_CEL,
  KATIB_TRIAL_IN_CEL,
  MLFLOW_IN_CEL,
  { name: 'isRecognised', expression: ROWS.map(([{ name }]) => `variables.${name}`).join(' || ') },
  {
    name: 'isCompanion',
    expression: any(
      ...[RAY_HEAD_IN_CEL, SPARK_DRIVER_IN_CEL, TRAINER_INITIALIZER_IN_CEL, MPI_LAUNCHER_IN_CEL, LEADER_IN_CEL],
    ),
  },
  { name: 'isGangMember', expression: any(RAY_GANG_IN_CEL, TRAINING_JOB_GANG_IN_CEL, ...GANGS_BY_LABEL) },
  {
    name: 'signs',
    expression: `${ROWS.map(([{ name }, sign]) => `variables.${name} ? (${sign}) : `).join('')}[]`,
  },
];
