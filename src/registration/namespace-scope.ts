import type { V1LabelSelector, V1LabelSelectorRequirement } from '@kubernetes/client-node';
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

/**
 * The part of the scope that labels can say. With prefixes it lets through every namespace that did not opt out, and
 * `inScopeCondition` has the rest: a selector has no "or", and knows no beginnings of names.
 */
export function namespaceSelector(scope: NamespaceScope): V1LabelSelector {
  const { excludedNamespaces, releaseNamespace, namespacePrefixes } = scope;
  const own = releaseNamespace === undefined ? [] : [releaseNamespace];
  // The API server refuses a selector with a value that no label can have; no namespace is called so either.
  const excluded = [...new Set([...excludedNamespaces, ...own])].filter((name) => NAMESPACE_NAME.test(name)).sort();
  const optIn: V1LabelSelectorRequirement =
    namespacePrefixes.length === 0
      ? { key: INJECTION_LABEL, operator: 'In', values: [INJECTION_ENABLED] }
      : { key: INJECTION_LABEL, operator: 'NotIn', values: [INJECTION_DISABLED] };
  const notExcluded: V1LabelSelectorRequirement[] =
    excluded.length === 0 ? [] : [{ key: NAME_LABEL, operator: 'NotIn', values: excluded }];
  return { matchExpressions: [optIn, ...notExcluded] };
}

/**
 * The part that labels cannot say, as a CEL condition on `namespaceObject`: opted in by label or by the beginning of the
 * name. `undefined` where the selector says it all. For validations and variables only: in match conditions the API
 * server leaves `namespaceObject` null.
 */
export function inScopeCondition({ namespacePrefixes }: NamespaceScope): string | undefined {
  if (namespacePrefixes.length === 0) {
    return undefined;
  }
  const label = `namespaceObject.metadata.?labels[?${celString(INJECTION_LABEL)}].orValue("")`;
  const byPrefix = `${celList(namespacePrefixes)}.exists(prefix, namespaceObject.metadata.name.startsWith(prefix))`;
  return `${label} == ${celString(INJECTION_ENABLED)} || ${byPrefix}`;
}
