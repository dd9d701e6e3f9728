import { oneLine, shorten } from '../decision/values/text.ts';
import { ClusterError } from './api-error.ts';

/** What most objects can be called: an RFC 1123 subdomain; a namespace has no dots. */
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A release is Helm's, and its name is one of at most 53 characters. */
type Named = 'pod' | 'namespace' | 'release';

const LONGEST = { pod: 253, release: 53 } as const;

const SHOWN_BY = { pod: 'kubectl get pods', namespace: 'kubectl get namespaces', release: 'helm list -A' } as const;

/** @throws ClusterError where nothing can be called so; the API server would say less */
export function nameOf(kind: Named, typed: string): string {
  const isName = kind === 'namespace' ? LABEL.test(typed) : typed.length <= LONGEST[kind] && SUBDOMAIN.test(typed);
  if (!isName) {
    throw new ClusterError(
      `"${shorten(oneLine(typed), 80)}" cannot be the name of a ${kind}: write small letters, digits and "-"${kind === 'namespace' ? '' : ' and "."'}, as ${SHOWN_BY[kind]} shows it`,
    );
  }
  return typed;
}
