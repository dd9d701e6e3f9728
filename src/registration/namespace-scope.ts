import type {
  V1LabelSelector,
  V1LabelSelectorRequirement,
  V1MatchCondition,
  V1Variable,
} from '@kubernetes/client-node';
import { INJECTION_DISABLED, INJECTION_ENABLED, INJECTION_LABEL } from '../decision/vocabulary.ts';
import { celList, celString } from './cel.ts';

/** Which namespaces are anybody's business here; the core applies the same rule to pods. */
export interface NamespaceScope {
  readonly excludedNamespaces: ReadonlySet<string> | readonly string[];
  /** Namespaces whose name starts so are opted in without a label. */
  readonly namespacePrefixes: readonly string[];
  /** The release's own namespace, which is never touched. */
  readonly releaseNamespace?: string | undefined;
}

/** Set by the API server itself on every namespace, so that nobody can take another name. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** What a namespace can be called: an RFC 1123 label. */
const NAMESPACE_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const OPTED_IN: V1LabelSelectorRequirement = { key: INJECTION_LABEL, operator: 'In', values: [INJECTION_ENABLED] };
const NOT_OPTED_OUT: V1LabelSelectorRequirement = {
  key: INJECTION_LABEL,
  operator: 'NotIn',
  values: [INJECTION_DISABLED],
};
const NO_WORD_OF_ITS_OWN: V1LabelSelectorRequirement = {
  key: INJECTION_LABEL,
  operator: 'NotIn',
  values: [INJECTION_ENABLED, INJECTION_DISABLED],
};

/** Namespaces that opted in by their label. */
export const labelledNamespaces = (scope: NamespaceScope): V1LabelSelector => selector(scope, OPTED_IN);

/** Namespaces about which only their name can decide: none of them is among `labelledNamespaces`. */
export const unlabelledNamespaces = (scope: NamespaceScope): V1LabelSelector => selector(scope, NO_WORD_OF_ITS_OWN);

/** What a webhook asks of `unlabelledNamespaces`. A match condition has no `namespaceObject`, but the request's namespace. */
export const hasPrefix = ({ namespacePrefixes }: NamespaceScope): V1MatchCondition => ({
  name: 'namespace-has-prefix',
  expression: `${celList(namespacePrefixes)}.exists(prefix, request.namespace.startsWith(prefix))`,
});

/**
 * For a policy, the part of the scope that labels can say. With prefixes it lets through every namespace that did not opt
 * out, and `IN_SCOPE` has the rest: a selector has no "or", and knows no beginnings of names.
 */
export const policyNamespaces = (scope: NamespaceScope): V1LabelSelector =>
  selector(scope, scope.namespacePrefixes.length === 0 ? OPTED_IN : NOT_OPTED_OUT);

/**
 * For a policy, the part that labels cannot say: opted in by label or by the beginning of the name, which the policy's
 * setting `namespacePrefixes` lists. A variable, for validations: in match conditions the API server leaves
 * `namespaceObject` null.
 */
export const IN_SCOPE: V1Variable = {
  name: 'inScope',
  expression: [
    `namespaceObject.metadata.?labels[?${celString(INJECTION_LABEL)}].orValue("") == ${celString(INJECTION_ENABLED)}`,
    'variables.namespacePrefixes.exists(prefix, namespaceObject.metadata.name.startsWith(prefix))',
  ].join(' || '),
};

function selector(scope: NamespaceScope, byLabel: V1LabelSelectorRequirement): V1LabelSelector {
  const { excludedNamespaces, releaseNamespace } = scope;
  const own = releaseNamespace === undefined ? [] : [releaseNamespace];
  // The API server refuses a selector with a value that no label can have; no namespace is called so either.
  const values = [...new Set([...excludedNamespaces, ...own])].filter((name) => NAMESPACE_NAME.test(name)).sort();
  const notExcluded: V1LabelSelectorRequirement[] =
    values.length === 0 ? [] : [{ key: NAME_LABEL, operator: 'NotIn', values }];
  return { matchExpressions: [byLabel, ...notExcluded] };
}
