import { type NamespaceContext, readNamespace } from '../decision/known/namespace.ts';
import type { NamespaceFacts } from '../decision/known/surroundings.ts';
import { namespaceOutOfScope } from '../decision/rules/scope.ts';
import type { DecisionSettings } from '../decision/settings.ts';

export const contextOf = (facts: NamespaceFacts, settings: DecisionSettings): NamespaceContext =>
  readNamespace(facts.name, facts, settings.namespaceProjectLabel);

/** Namespaces whose pods are looked at, by the rule that the decision has. */
export const inScope = (namespaces: readonly NamespaceFacts[], settings: DecisionSettings): readonly NamespaceFacts[] =>
  namespaces.filter((facts) => namespaceOutOfScope(contextOf(facts, settings), settings) === undefined);
