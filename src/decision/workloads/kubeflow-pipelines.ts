import { any, type CelVariable, hasContainer, hasLabel, labelIs, literal } from '../pod/cel.ts';
import { initContainersOf } from '../pod/containers.ts';
import { labelsOf, type PodJson } from '../pod/pod.ts';
import { stepContainer } from './argo.ts';
import type { Recognizer } from './workload.ts';

const V2_COMPONENT_LABEL = 'pipelines.kubeflow.org/v2_component';
const REUSED_FROM_CACHE_LABEL = 'pipelines.kubeflow.org/reused_from_cache';
const PIPELINES_PREFIX = 'pipelines.kubeflow.org/';
const RUN_ID_LABEL = 'pipeline/runid';

/**
 * Every KFP v2 pod that does a task's work copies the launcher in with this init container, from 2.0 on and also in
 * v1's V2_COMPATIBLE mode; drivers and importers do not have it.
 */
const LAUNCHER_INIT_CONTAINER = 'kfp-launcher';

const hasLauncher = (pod: PodJson): boolean =>
  initContainersOf(pod).some((container) => container.name === LAUNCHER_INIT_CONTAINER);

/** Drivers and importers: they resolve inputs and write metadata, and inherit the task's labels and PodDefaults. */
export const recognizeKfpV2Driver: Recognizer = (pod) =>
  labelsOf(pod)[V2_COMPONENT_LABEL] === 'true' && !hasLauncher(pod)
    ? { role: 'helper', name: 'kfp-v2-driver' }
    : undefined;

export const KFP_V2_EXECUTOR_IN_CEL: CelVariable = {
  name: 'isKfpV2Executor',
  expression: hasContainer('initContainers', LAUNCHER_INIT_CONTAINER),
};
export const KFP_V2_DRIVER_IN_CEL: CelVariable = {
  name: 'isKfpV2Driver',
  expression: `${labelIs(V2_COMPONENT_LABEL, 'true')} && !variables.isKfpV2Executor`,
};

export const recognizeKfpV2Executor: Recognizer = (pod) =>
  hasLauncher(pod) ? { role: 'work', name: 'kfp-v2-executor', sign: stepContainer(pod) } : undefined;

/** KFP v1's cache webhook replaced the step's containers by one that prints a line, but left its annotations. */
export const recognizeKfpV1CacheHit: Recognizer = (pod) =>
  labelsOf(pod)[REUSED_FROM_CACHE_LABEL] === 'true' ? { role: 'cache-hit', name: 'kfp-v1-cache-hit' } : undefined;

export const KFP_V1_CACHE_HIT_IN_CEL: CelVariable = {
  name: 'isKfpV1CacheHit',
  expression: labelIs(REUSED_FROM_CACHE_LABEL, 'true'),
};

export const KFP_V1_IN_CEL: CelVariable = {
  name: 'isKfpV1',
  expression: any(hasLabel(RUN_ID_LABEL), `variables.labels.exists(key, key.startsWith(${literal(PIPELINES_PREFIX)}))`),
};

export const recognizeKfpV1: Recognizer = (pod) => {
  const labels = labelsOf(pod);
  const ofPipeline =
    labels[RUN_ID_LABEL] !== undefined || Object.keys(labels).some((key) => key.startsWith(PIPELINES_PREFIX));
  return ofPipeline ? { role: 'work', name: 'kfp-v1', sign: stepContainer(pod) } : undefined;
};
