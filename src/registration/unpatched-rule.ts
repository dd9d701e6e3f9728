import type { V1MatchCondition, V1Validation, V1Variable } from '@kubernetes/client-node';
import { any, hasOwner, label, labelIs, literal, POD_VARIABLES } from '../decision/pod/cel.ts';
import type { PolicyReason } from '../decision/reasons.ts';
import { AMOUNT_VARIABLES } from '../decision/requests/amounts-cel.ts';
import {
  DEFAULT_SCHEDULER,
  INJECTION_DISABLED,
  INJECTION_LABEL,
  PROGRAM,
  RUNAI_LABEL,
} from '../decision/vocabulary.ts';
import { WORKLOAD_VARIABLES } from '../decision/workloads/left-alone.ts';
import { concat, raw } from './cel.ts';
import { IN_SCOPE } from './namespace-scope.ts';
import { settingsVariables } from './settings-variables.ts';

export interface UnpatchedRuleSettings {
  readonly namespacePrefixes: readonly string[];
  /** The scheduler that pods are sent to. */
  readonly schedulerName: string;
}

const REASON: PolicyReason = 'unpatched';

const SCHEDULER = 'object.spec.?schedulerName.orValue("")';

/**
 * Only a pod that the default scheduler is going to see is looked at. Another one is its author's choice or ours, and none
 * sees a pod that is on a node already; so are all mirror pods, or the API server refuses them.
 */
export const NOBODY_CHOSE: readonly V1MatchCondition[] = [
  { name: 'scheduler-is-free', expression: `${SCHEDULER} in ${literal(['', DEFAULT_SCHEDULER])}` },
  { name: 'not-on-a-node', expression: 'object.spec.?nodeName.orValue("") == ""' },
];

/** All that depends on settings; the rest of the rule is constant. */
export const unpatchedSettingsVariables = (settings: UnpatchedRuleSettings): V1Variable[] =>
  settingsVariables({ namespacePrefixes: settings.namespacePrefixes, schedulerName: settings.schedulerName });

/** What the rule reads, by name; evaluated only when it is used. */
export const UNPATCHED_VARIABLES: readonly V1Variable[] = [
  IN_SCOPE,
  ...POD_VARIABLES,
  ...AMOUNT_VARIABLES,
  ...WORKLOAD_VARIABLES,
  {
    name: 'leftAlone',
    expression: any(
      labelIs(INJECTION_LABEL, INJECTION_DISABLED),
      `${label(RUNAI_LABEL)}.lowerAscii() == "false"`,
      hasOwner('apps', ['DaemonSet']),
      'variables.isHelper',
      'variables.isCacheHitOrSuggestion',
    ),
  },
];

/** A pod that asks for an amount of GPU has our scheduler, or something about it says why not. */
export const UNPATCHED_VALIDATION: V1Validation = {
  expression: [
    // The cheap and the frequent first: most pods ask for nothing.
    'variables.amounts.size() == 0',
    '!variables.inScope',
    'variables.leftAlone',
    // Where pods are sent to the default scheduler itself, nothing tells.
    `${SCHEDULER} == variables.schedulerName`,
  ].join(' || '),
  messageExpression: concat(
    `${REASON}: `,
    raw('variables.amounts[0]'),
    `, but ${PROGRAM} did not patch the pod: scheduler `,
    raw('variables.schedulerName'),
    ' would never see it, and it would get no GPU',
    `; create it again; if that does not help, look at the webhook's pods (kubectl get pods -A -l app.kubernetes.io/name=${PROGRAM})`,
  ),
  // Said only where the expression above it fails.
  message: `${REASON}: the pod asks for a GPU, but ${PROGRAM} did not patch it; create it again`,
};
