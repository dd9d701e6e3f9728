import { any, type CelVariable, declares, literal } from '../pod/cel.ts';
import { hasEnv } from '../pod/containers.ts';
import { annotationsOf, apiGroupOf, ownersOf } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

const JOB_ID_ANNOTATION = 'runai-job-id';
const RUN_AI_GROUP = 'run.ai';
const JOB_NAME_ENV = 'RUNAI_JOB_NAME';

/**
 * Pods of Run:ai's own workloads carry `RUNAI_PROJECT` and `gpu-fraction` as output of its controllers.
 * `runai/shared-gpu-configmap` is no such mark: KAI's admission writes it on the pods that we routed.
 */
export const recognizeRunAi: Recognizer = (pod, { schedulerName }) => {
  if (pod.spec.schedulerName !== schedulerName) {
    return undefined;
  }
  const marked =
    annotationsOf(pod)[JOB_ID_ANNOTATION] !== undefined ||
    ownersOf(pod).some((owner) => apiGroupOf(owner.apiVersion) === RUN_AI_GROUP) ||
    pod.spec.containers.some((container) => hasEnv(container, JOB_NAME_ENV));
  return marked ? { role: 'native', name: 'run-ai' } : undefined;
};

/** The marks alone, for CEL; they count only on a pod that has our scheduler. */
export const RUN_AI_MARKS_IN_CEL: CelVariable = {
  name: 'hasRunAiMarks',
  expression: any(
    `${literal(JOB_ID_ANNOTATION)} in variables.annotations`,
    `variables.owners.exists(owner, owner.apiVersion.startsWith(${literal(`${RUN_AI_GROUP}/`)}))`,
    `variables.containers.exists(container, ${declares('container', JOB_NAME_ENV)})`,
  ),
};
