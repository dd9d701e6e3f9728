import { any, type CelVariable, label, literal } from '../pod/cel.ts';
import { containerNamed } from '../pod/containers.ts';
import { labelsOf } from '../pod/pod.ts';
import { MAIN, stepContainer, WORKFLOW_LABEL } from './argo.ts';
import { commandWords, isProgram, programName, type Recognizer } from './workload.ts';

const WORKFLOW_PREFIX = 'magnus-dag-';

/** Magnus compiles to KFP v1 or to plain Argo; in both its steps run `magnus execute_single_node ...`. */
export const recognizeMagnus: Recognizer = (pod) => {
  const named = labelsOf(pod)[WORKFLOW_LABEL]?.startsWith(WORKFLOW_PREFIX) === true;
  return named || programName(commandWords(containerNamed(pod, MAIN))[0]) === 'magnus'
    ? { role: 'work', name: 'magnus', sign: stepContainer(pod) }
    : undefined;
};

export const MAGNUS_IN_CEL: CelVariable = {
  name: 'isMagnus',
  expression: any(
    `${label(WORKFLOW_LABEL)}.startsWith(${literal(WORKFLOW_PREFIX)})`,
    isProgram('variables.mainProgram', 'magnus'),
  ),
};
