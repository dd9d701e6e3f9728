import { any, type CelVariable, hasLabel } from '../pod/cel.ts';
import { containerNamed, firstNamed } from '../pod/containers.ts';
import { labelsOf } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

const EXECUTORS = ['spark-kubernetes-executor', 'executor'] as const;
const ROLE_LABEL = 'spark-role';
const OPERATOR_LABEL = 'sparkoperator.k8s.io/launched-by-spark-operator';

/** The driver plans; its executors compute. */
export const recognizeSpark: Recognizer = (pod) => {
  const role = labelsOf(pod)[ROLE_LABEL];
  if (role === undefined && labelsOf(pod)[OPERATOR_LABEL] === undefined) {
    return undefined;
  }
  return role === 'executor'
    ? { role: 'work', name: 'spark-executor', sign: firstNamed(pod, EXECUTORS) }
    : { role: 'companion', name: 'spark-driver', sign: containerNamed(pod, 'spark-kubernetes-driver') };
};

export const SPARK_IN_CEL: CelVariable = {
  name: 'isSpark',
  expression: any(hasLabel(ROLE_LABEL), hasLabel(OPERATOR_LABEL)),
};
