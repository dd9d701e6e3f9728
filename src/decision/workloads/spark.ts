import { any, type CelVariable, containersNamed, hasLabel, labelIs } from '../pod/cel.ts';
import { containerNamed, firstNamed } from '../pod/containers.ts';
import { labelsOf } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

const EXECUTORS = ['spark-kubernetes-executor', 'executor'] as const;
const ROLE_LABEL = 'spark-role';
const OPERATOR_LABEL = 'sparkoperator.k8s.io/launched-by-spark-operator';
const EXECUTOR = 'executor';
const DRIVER_CONTAINER = 'spark-kubernetes-driver';

/** The driver plans; its executors compute. */
export const recognizeSpark: Recognizer = (pod) => {
  const role = labelsOf(pod)[ROLE_LABEL];
  if (role === undefined && labelsOf(pod)[OPERATOR_LABEL] === undefined) {
    return undefined;
  }
  return role === EXECUTOR
    ? { role: 'work', name: 'spark-executor', sign: firstNamed(pod, EXECUTORS) }
    : { role: 'companion', name: 'spark-driver', sign: containerNamed(pod, DRIVER_CONTAINER) };
};

export const SPARK_IN_CEL: CelVariable = {
  name: 'isSpark',
  expression: any(hasLabel(ROLE_LABEL), hasLabel(OPERATOR_LABEL)),
};

const IS_EXECUTOR = labelIs(ROLE_LABEL, EXECUTOR);

export const SPARK_SIGN_IN_CEL = `${IS_EXECUTOR} ? ${containersNamed(...EXECUTORS)} : ${containersNamed(DRIVER_CONTAINER)}`;

export const SPARK_DRIVER_IN_CEL = `variables.${SPARK_IN_CEL.name} && !(${IS_EXECUTOR})`;
