import { containerNamed } from '../pod/containers.ts';
import { labelsOf } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

/** Predictors, transformers and explainers; `worker-container` is the worker of a multi-node predictor. */
export const recognizeKServe: Recognizer = (pod) =>
  labelsOf(pod)['serving.kserve.io/inferenceservice'] === undefined
    ? undefined
    : { role: 'work', name: 'kserve', sign: containerNamed(pod, 'kserve-container', 'worker-container') };
