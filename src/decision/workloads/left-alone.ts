import { any } from '../pod/cel.ts';
import { ARGO, ARGO_HELPER } from './argo.ts';
import { KATIB_SUGGESTION } from './katib.ts';
import { KSERVE } from './kserve.ts';
import { KFP_V1, KFP_V1_CACHE_HIT, KFP_V2_DRIVER, KFP_V2_EXECUTOR } from './kubeflow-pipelines.ts';
import { LEADER_WORKER_SET } from './leader-worker-set.ts';
import { MAGNUS } from './magnus.ts';
import { NOTEBOOK } from './notebook.ts';
import { RAY_HELPER, RAY_NODE } from './ray.ts';
import { SPARK } from './spark.ts';
import { TFX } from './tfx.ts';
import { TRAINER } from './trainer.ts';
import { TRAINING_OPERATOR } from './training-operator.ts';

/**
 * The pods that the table of workloads has left alone, as a condition in CEL: its helpers and cache hits, less those that
 * a row above them takes for work. A native pod is not among them: only a pod that has our scheduler can be one.
 */
export const WORKLOAD_LEFT_ALONE = `!(${RAY_NODE}) && (${any(
  RAY_HELPER,
  ARGO_HELPER,
  KFP_V2_DRIVER,
  `!${KFP_V2_EXECUTOR} && (${any(
    KFP_V1_CACHE_HIT,
    `(${KATIB_SUGGESTION}) && !(${any(
      TFX,
      MAGNUS,
      KFP_V1,
      ARGO,
      NOTEBOOK,
      KSERVE,
      SPARK,
      TRAINER,
      TRAINING_OPERATOR,
      LEADER_WORKER_SET,
    )})`,
  )})`,
)})`;
