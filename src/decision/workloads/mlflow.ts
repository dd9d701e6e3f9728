import { type CelVariable, containersWithEnv, hasOwner } from '../pod/cel.ts';
import { containerWithEnv } from '../pod/containers.ts';
import { ownerOfKind } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

const JOBS = new Set(['Job']);
const RUN_ID_ENV = 'MLFLOW_RUN_ID';

/**
 * MLflow Projects on Kubernetes: the client makes a Job and adds its run id to the first container of the template;
 * there is no label. At admission that container may stand elsewhere, since injectors put theirs in front.
 */
export const recognizeMlflow: Recognizer = (pod) => {
  const sign = containerWithEnv(pod, RUN_ID_ENV);
  return sign !== undefined && ownerOfKind(pod, 'batch', JOBS) !== undefined
    ? { role: 'work', name: 'mlflow', sign }
    : undefined;
};

export const MLFLOW_SIGN_IN_CEL = containersWithEnv(RUN_ID_ENV);

export const MLFLOW_IN_CEL: CelVariable = {
  name: 'isMlflow',
  expression: `${hasOwner('batch', JOBS)} && (${MLFLOW_SIGN_IN_CEL}).size() > 0`,
};
