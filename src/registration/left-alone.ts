import type { V1Variable } from '@kubernetes/client-node';
import { any, hasOwner, label, labelIs } from '../decision/pod/cel.ts';
import { INJECTION_DISABLED, INJECTION_LABEL, RUNAI_LABEL } from '../decision/vocabulary.ts';

/** Whether something about the pod says that it is rightly left alone; after `POD_VARIABLES` and `WORKLOAD_VARIABLES`. */
export const LEFT_ALONE: V1Variable = {
  name: 'leftAlone',
  expression: any(
    labelIs(INJECTION_LABEL, INJECTION_DISABLED),
    `${label(RUNAI_LABEL)}.lowerAscii() == "false"`,
    hasOwner('apps', ['DaemonSet']),
    'variables.isHelper',
    'variables.isCacheHitOrSuggestion',
  ),
};
