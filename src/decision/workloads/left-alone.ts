import type { CelVariable } from '../pod/cel.ts';
import { ARGO_HELPER_IN_CEL, ARGO_IN_CEL, COMMAND_VARIABLES } from './argo.ts';
import { KATIB_SUGGESTION_IN_CEL } from './katib.ts';
import { KSERVE_IN_CEL } from './kserve.ts';
import {
  KFP_V1_CACHE_HIT_IN_CEL,
  KFP_V1_IN_CEL,
  KFP_V2_DRIVER_IN_CEL,
  KFP_V2_EXECUTOR_IN_CEL,
} from './kubeflow-pipelines.ts';
import { LEADER_WORKER_SET_IN_CEL } from './leader-worker-set.ts';
import { MAGNUS_IN_CEL } from './magnus.ts';
import { NOTEBOOK_IN_CEL } from './notebook.ts';
import { RAY_HELPER_IN_CEL, RAY_NODE_IN_CEL } from './ray.ts';
import { SPARK_IN_CEL } from './spark.ts';
import { TFX_IN_CEL } from './tfx.ts';
import { TRAINER_IN_CEL } from './trainer.ts';
import { TRAINING_OPERATOR_IN_CEL } from './training-operator.ts';

/** What stands between cache hits and Katib's suggestions in the table. */
const WORK_BEFORE_SUGGESTIONS: readonly CelVariable[] = [
  ...[TFX_IN_CEL, MAGNUS_IN_CEL, KFP_V1_IN_CEL, ARGO_IN_CEL, NOTEBOOK_IN_CEL, KSERVE_IN_CEL, SPARK_IN_CEL],
  ...[TRAINER_IN_CEL, TRAINING_OPERATOR_IN_CEL, LEADER_WORKER_SET_IN_CEL],
];

const anyOf = (signs: readonly CelVariable[]): string => signs.map(({ name }) => `variables.${name}`).join(' || ');

/**
 * The pods that the table of workloads has left alone, for CEL: helpers and cache hits, less those that a row above them
 * takes for work. A native pod is not among them: only one that has our scheduler can be one.
 */
export const WORKLOAD_VARIABLES: readonly CelVariable[] = [
  ...COMMAND_VARIABLES,
  // An executor first, since what a driver is refers to it.
  ...[
    RAY_NODE_IN_CEL,
    RAY_HELPER_IN_CEL,
    ARGO_HELPER_IN_CEL,
    KFP_V2_EXECUTOR_IN_CEL,
    KFP_V2_DRIVER_IN_CEL,
    KFP_V1_CACHE_HIT_IN_CEL,
  ],
  ...WORK_BEFORE_SUGGESTIONS,
  KATIB_SUGGESTION_IN_CEL,
  {
    name: 'isHelper',
    expression: `!variables.${RAY_NODE_IN_CEL.name} && (${anyOf([RAY_HELPER_IN_CEL, ARGO_HELPER_IN_CEL, KFP_V2_DRIVER_IN_CEL])})`,
  },
  {
    name: 'isCacheHitOrSuggestion',
    expression: [
      `!(${anyOf([RAY_NODE_IN_CEL, KFP_V2_EXECUTOR_IN_CEL])})`,
      `(${anyOf([KFP_V1_CACHE_HIT_IN_CEL])} || ${anyOf([KATIB_SUGGESTION_IN_CEL])} && !(${anyOf(WORK_BEFORE_SUGGESTIONS)}))`,
    ].join(' && '),
  },
];
