import type { V1MutatingAdmissionPolicy, V1MutatingAdmissionPolicyBinding, V1Variable } from '@kubernetes/client-node';
import { PROGRAM } from '../decision/vocabulary.ts';
import { PATCH_EXPRESSION } from './mutating-patch.ts';
import { MUTATING_VARIABLES, type MutatingRuleSettings, mutatingSettingsVariables } from './mutating-rule.ts';
import type { NamespaceScope } from './namespace-scope.ts';
import { NOT_ON_A_NODE, podsInScope } from './pod-creation.ts';

/** What an administrator can choose about the policy; the webhook's own settings have all of it. */
export interface MutatingPolicySettings extends NamespaceScope, MutatingRuleSettings {
  readonly namespacePrefixes: readonly string[];
  /** In audit mode no pod is changed. */
  readonly mode: 'enforce' | 'audit';
}

/** A policy does nothing without its binding; both have the same name. */
export interface MutatingPolicy {
  readonly policy: V1MutatingAdmissionPolicy;
  readonly binding: V1MutatingAdmissionPolicyBinding;
}

export const MUTATING_POLICY_NAME = PROGRAM;

const apiVersion = 'admissionregistration.k8s.io/v1';

/**
 * The part of the rules that CEL can say, for whoever wants no webhook: a pod is changed exactly as the webhook would
 * change it, but for the decision annotation, or left alone. It needs Kubernetes 1.36.
 *
 * @returns the two objects to install, or `undefined` in audit mode
 */
export function mutatingPolicy(settings: MutatingPolicySettings): MutatingPolicy | undefined {
  if (settings.mode === 'audit') {
    return undefined;
  }
  const variables: V1Variable[] = [...mutatingSettingsVariables(settings), ...MUTATING_VARIABLES];
  return {
    policy: {
      apiVersion,
      kind: 'MutatingAdmissionPolicy',
      metadata: { name: MUTATING_POLICY_NAME },
      spec: {
        // A pod that CEL cannot judge, such as one that costs too much, is created as it came.
        failurePolicy: 'Ignore',
        // Variables that a webhook injects, such as Kubeflow's PodDefaults, come after all policies.
        reinvocationPolicy: 'IfNeeded',
        matchConstraints: podsInScope(settings),
        matchConditions: [NOT_ON_A_NODE],
        variables,
        mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: PATCH_EXPRESSION } }],
      },
    },
    binding: {
      apiVersion,
      kind: 'MutatingAdmissionPolicyBinding',
      metadata: { name: MUTATING_POLICY_NAME },
      spec: { policyName: MUTATING_POLICY_NAME },
    },
  };
}
