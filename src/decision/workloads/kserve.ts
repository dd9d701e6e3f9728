import { type CelVariable, containersNamed, hasLabel } from '../pod/cel.ts';
import { firstNamed } from '../pod/containers.ts';
import { labelsOf } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

/** `worker-container` is the worker of a multi-node predictor. */
const CONTAINERS = ['kserve-container', 'worker-container'] as const;
const SERVICE_LABEL = 'serving.kserve.io/inferenceservice';

/** Predictors, transformers and explainers. */
export const recognizeKServe: Recognizer = (pod) =>
  labelsOf(pod)[SERVICE_LABEL] === undefined
    ? undefined
    : { role: 'work', name: 'kserve', sign: firstNamed(pod, CONTAINERS) };

export const KSERVE_IN_CEL: CelVariable = { name: 'isKServe', expression: hasLabel(SERVICE_LABEL) };

export const KSERVE_SIGN_IN_CEL = containersNamed(...CONTAINERS);
