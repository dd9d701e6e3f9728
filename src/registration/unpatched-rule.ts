import type { V1MatchCondition, V1Validation, V1Variable } from '@kubernetes/client-node';
import { literal, POD_VARIABLES } from '../decision/pod/cel.ts';
import type { PolicyReason } from '../decision/reasons.ts';
import { AMOUNT_VARIABLES } from '../decision/requests/amounts-cel.ts';
import { DEFAULT_SCHEDULER, PROGRAM } from '../decision/vocabulary.ts';
import { WORKLOAD_VARIABLES } from '../decision/workloads/left-alone.ts';
import { concat, raw } from './cel.ts';
import { LEFT_ALONE } from './left-alone.ts';
import { IN_SCOPE } from './namespace-scope.ts';
import { NOT_ON_A_NODE, SCHEDULER } from './pod-creation.ts';
import { settingsVariables } from './settings-variables.ts';

export interface UnpatchedRuleSettings {
  readonly namespacePrefixes: readonly string[];
  /** The scheduler that pods are sent to. */
  readonly schedulerName: string;
}

const REASON: PolicyReason = 'unpatched';

/**
 * Only a pod that the default scheduler is going to see is looked at. Another one is its author's choice or ours.
 */
export const NOBODY_CHOSE: readonly V1MatchCondition[] = [
  { name: 'scheduler-is-free', expression: `${SCHEDULER} in ${literal(['', DEFAULT_SCHEDULER])}` },
  NOT_ON_A_NODE,
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
  LEFT_ALONE,
];

/** Who should have patched the pod, and so what its author can do. */
export type PatchedBy = 'webhook' | 'policy';

const REMEDY: Readonly<Record<PatchedBy, { readonly long: string; readonly short: string }>> = {
  webhook: {
    long: `create it again; if that does not help, look at the webhook's pods (kubectl get pods -A -l app.kubernetes.io/name=${PROGRAM})`,
    short: 'create it again',
  },
  policy: {
    long: 'write project and amount on the pod itself, once and plainly (gpu-fraction: "0.5"), and for a gang on each of its templates, not by a PodDefault',
    short: 'write project and amount on the pod itself, once and plainly',
  },
};

/** A pod that asks for an amount of GPU has our scheduler, or something about it says why not. */
export const unpatchedValidation = (patchedBy: PatchedBy): V1Validation => ({
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
    `; ${REMEDY[patchedBy].long}`,
  ),
  // Said only where the expression above it fails.
  message: `${REASON}: the pod asks for a GPU, but ${PROGRAM} did not patch it; ${REMEDY[patchedBy].short}`,
});
