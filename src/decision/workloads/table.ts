import type { PodJson } from '../pod/pod.ts';
import { recognizeArgo, recognizeArgoHelper } from './argo.ts';
import { recognizeKatibSuggestion, recognizeKatibTrial } from './katib.ts';
import { recognizeKServe } from './kserve.ts';
import {
  recognizeKfpV1,
  recognizeKfpV1CacheHit,
  recognizeKfpV2Driver,
  recognizeKfpV2Executor,
} from './kubeflow-pipelines.ts';
import { recognizeLeaderWorkerSet } from './leader-worker-set.ts';
import { recognizeMagnus } from './magnus.ts';
import { recognizeMlflow } from './mlflow.ts';
import { recognizeNotebook } from './notebook.ts';
import { recognizeRayHelper, recognizeRayNode } from './ray.ts';
import { recognizeRunAi } from './run-ai.ts';
import { recognizeSpark } from './spark.ts';
import { recognizeTfx } from './tfx.ts';
import { recognizeTrainer } from './trainer.ts';
import { recognizeTrainingOperator } from './training-operator.ts';
import type { RecognitionContext, Recognizer, Workload } from './workload.ts';

/**
 * The first row that knows the pod decides what it is. Special before general: every KFP pod is an Argo pod, every
 * TFX_IN_CEL and Magnus pod may be a KFP pod, and helpers inherit the labels of the work they help.
 */
const TABLE: readonly Recognizer[] = [
  recognizeRunAi,
  recognizeRayNode,
  recognizeRayHelper,
  recognizeArgoHelper,
  recognizeKfpV2Driver,
  recognizeKfpV2Executor,
  recognizeKfpV1CacheHit,
  recognizeTfx,
  recognizeMagnus,
  recognizeKfpV1,
  recognizeArgo,
  recognizeNotebook,
  recognizeKServe,
  recognizeSpark,
  recognizeTrainer,
  recognizeTrainingOperator,
  recognizeLeaderWorkerSet,
  recognizeKatibSuggestion,
  recognizeKatibTrial,
  recognizeMlflow,
];

/** Everything that no row knows: only an explicit request moves such a pod. */
const OTHER: Workload = { role: 'work', name: 'other' };

export function recognizeWorkload(pod: PodJson, context: RecognitionContext): Workload {
  for (const recognize of TABLE) {
    const workload = recognize(pod, context);
    if (workload !== undefined) {
      return workload;
    }
  }
  return OTHER;
}
