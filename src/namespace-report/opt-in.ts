import { readNamespace } from '../decision/known/namespace.ts';
import type { NamespaceFacts } from '../decision/known/surroundings.ts';
import { namespaceOutOfScope } from '../decision/rules/scope.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import { INJECTION_DISABLED, INJECTION_ENABLED, INJECTION_LABEL } from '../decision/vocabulary.ts';

/** Whether, and how, a namespace is in. */
export type OptIn =
  /** By its label. */
  | 'label'
  /** By the beginning of its name. */
  | 'prefix'
  | 'no'
  /** By its label, which holds against a prefix as well. */
  | 'opted-out'
  /** Never touched, whatever its labels. */
  | 'excluded'
  /** Its labels may not be read. */
  | 'unknown';

export function optInOf(name: string, facts: NamespaceFacts | undefined, settings: DecisionSettings): OptIn {
  const outside = namespaceOutOfScope(readNamespace(name, facts, settings.namespaceProjectLabel), settings);
  if (outside === 'namespace-excluded') {
    return 'excluded';
  }
  if (facts === undefined) {
    return 'unknown';
  }
  const label = facts.labels[INJECTION_LABEL];
  if (outside === undefined) {
    return label === INJECTION_ENABLED ? 'label' : 'prefix';
  }
  return label === INJECTION_DISABLED ? 'opted-out' : 'no';
}
