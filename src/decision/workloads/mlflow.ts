import { hasEnv, ownerOfKind } from '../pod/pod.ts';
import { firstWorkContainer, type Recognizer } from './workload.ts';

const JOBS = new Set(['Job']);

/** MLflow Projects on Kubernetes: the client makes a Job and adds its run id to the first container; there is no label. */
export const recognizeMlflow: Recognizer = (pod) =>
  ownerOfKind(pod, 'batch', JOBS) !== undefined &&
  pod.spec.containers.some((container) => hasEnv(container, 'MLFLOW_RUN_ID'))
    ? { role: 'work', name: 'mlflow', container: firstWorkContainer(pod) }
    : undefined;
