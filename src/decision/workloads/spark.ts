import { labelsOf } from '../pod/pod.ts';
import { containerNamed, firstWorkContainer, type Recognizer } from './workload.ts';

const ROLE_LABEL = 'spark-role';
const OPERATOR_LABEL = 'sparkoperator.k8s.io/launched-by-spark-operator';

/** The driver plans; its executors compute. */
export const recognizeSpark: Recognizer = (pod) => {
  const role = labelsOf(pod)[ROLE_LABEL];
  if (role === undefined && labelsOf(pod)[OPERATOR_LABEL] === undefined) {
    return undefined;
  }
  if (role === 'executor') {
    const container = containerNamed(pod, 'spark-kubernetes-executor', 'executor') ?? firstWorkContainer(pod);
    return { role: 'work', name: 'spark-executor', container };
  }
  const container = containerNamed(pod, 'spark-kubernetes-driver') ?? firstWorkContainer(pod);
  return { role: 'companion', name: 'spark-driver', container };
};
