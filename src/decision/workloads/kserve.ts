import { type CelVariable, hasLabel } from '../pod/cel.ts';
import { containerNamed } from '../pod/containers.ts';
import { labelsOf } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

const SERVICE_LABEL = 'serving.kserve.io/inferenceservice';

/** Predictors, transformers and explainers; `worker-container` is the worker of a multi-node predictor. */
export const recognizeKServe: Recognizer = (pod) =>
  labelsOf(pod)[SERVICE_LABEL] === undefined
    ? undefined
    : { role: 'work', name: 'kserve', sign: containerNamed(pod, 'kserve-container', 'worker-container') };

export const KSERVE_IN_CEL: CelVariable = { name: 'isKServe', expression: hasLabel(SERVICE_LABEL) };
