import type { V1MatchCondition, V1MatchResources, V1RuleWithOperations } from '@kubernetes/client-node';
import { type NamespaceScope, policyNamespaces } from './namespace-scope.ts';

/** What the webhook and all policies on pods are asked about: what changes a pod later is immutable for a scheduler. */
export const POD_CREATION: V1RuleWithOperations = {
  apiGroups: [''],
  apiVersions: ['v1'],
  operations: ['CREATE'],
  resources: ['pods'],
  scope: 'Namespaced',
};

/** For a policy, the creation of pods in the namespaces that the webhook is called for. */
export const podsInScope = (scope: NamespaceScope): V1MatchResources => ({
  matchPolicy: 'Equivalent',
  namespaceSelector: policyNamespaces(scope),
  resourceRules: [{ ...POD_CREATION }],
});

/** No scheduler sees a pod that is on a node already; so are all mirror pods, or the API server refuses them. */
export const NOT_ON_A_NODE: V1MatchCondition = {
  name: 'not-on-a-node',
  expression: 'object.spec.?nodeName.orValue("") == ""',
};

/** The scheduler that a pod names. */
export const SCHEDULER = 'object.spec.?schedulerName.orValue("")';
