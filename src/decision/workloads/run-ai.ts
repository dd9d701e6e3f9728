import { hasEnv } from '../pod/containers.ts';
import { annotationsOf, apiGroupOf, ownersOf } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

/**
 * Pods of Run:ai's own workloads carry `RUNAI_PROJECT` and `gpu-fraction` as output of its controllers.
 * `runai/shared-gpu-configmap` is no such mark: KAI's admission writes it on the pods that we routed.
 */
export const recognizeRunAi: Recognizer = (pod, { schedulerName }) => {
  if (pod.spec.schedulerName !== schedulerName) {
    return undefined;
  }
  const marked =
    annotationsOf(pod)['runai-job-id'] !== undefined ||
    ownersOf(pod).some((owner) => apiGroupOf(owner.apiVersion) === 'run.ai') ||
    pod.spec.containers.some((container) => hasEnv(container, 'RUNAI_JOB_NAME'));
  return marked ? { role: 'native', name: 'run-ai' } : undefined;
};
