import { PROGRAM } from '../decision/vocabulary.ts';
import { type AdmissionPolicy, admissionPolicy } from './admission-policy.ts';
import type { NamespaceScope } from './namespace-scope.ts';
import { podsInScope } from './pod-creation.ts';
import type { UnpatchedAction } from './unpatched-actions.ts';
import {
  NOBODY_CHOSE,
  type PatchedBy,
  UNPATCHED_VARIABLES,
  type UnpatchedRuleSettings,
  unpatchedSettingsVariables,
  unpatchedValidation,
} from './unpatched-rule.ts';

/** What an administrator can choose about the policy. */
export interface UnpatchedPolicySettings extends NamespaceScope, UnpatchedRuleSettings {
  /** `deny` only where whoever creates pods tries again. */
  readonly unpatchedPods: UnpatchedAction;
  /** The webhook, or the policy that stands in for it. */
  readonly patchedBy?: PatchedBy;
  /** In audit mode no pod is patched. */
  readonly mode: 'enforce' | 'audit';
  /** `warn` lets pods with wrong values pass as they came. */
  readonly onInvalid: 'deny' | 'warn';
}

export const UNPATCHED_POLICY_NAME = `${PROGRAM}-unpatched`;

/**
 * Catches a pod that asked for a share of a GPU while the webhook was away: with `failurePolicy: Ignore` the API server
 * goes on without it. It sees the pod after all webhooks, and so what became of it.
 *
 * @returns the two objects to install, or `undefined` where it is off, or where the webhook itself lets such pods pass
 */
export function unpatchedPolicy(settings: UnpatchedPolicySettings): AdmissionPolicy | undefined {
  const { unpatchedPods, mode, onInvalid } = settings;
  if (unpatchedPods === 'off' || mode === 'audit' || onInvalid === 'warn') {
    return undefined;
  }
  return admissionPolicy(
    UNPATCHED_POLICY_NAME,
    {
      // A pod that CEL cannot judge, such as one with so much in it that it costs too much, is created as if there were no
      // policy: like the webhook, it must never block what it does not understand.
      failurePolicy: 'Ignore',
      matchConstraints: podsInScope(settings),
      matchConditions: [...NOBODY_CHOSE],
      variables: [...unpatchedSettingsVariables(settings), ...UNPATCHED_VARIABLES],
      validations: [unpatchedValidation(settings.patchedBy ?? 'webhook')],
    },
    // A warning reaches only whoever creates the pod, mostly a controller: the audit log keeps it for people.
    unpatchedPods === 'deny' ? ['Deny'] : ['Warn', 'Audit'],
  );
}
