import { oneLine, shorten } from '../decision/values/text.ts';
import { ClusterError } from './api-error.ts';

/** What most objects can be called: an RFC 1123 subdomain; a namespace has no dots. */
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** @throws ClusterError where nothing can be called so; the API server would say less */
export function nameOf(kind: 'pod' | 'namespace', typed: string): string {
  const isName = kind === 'namespace' ? LABEL.test(typed) : typed.length <= 253 && SUBDOMAIN.test(typed);
  if (!isName) {
    throw new ClusterError(
      `"${shorten(oneLine(typed), 80)}" cannot be the name of a ${kind}: write small letters, digits and "-"${kind === 'pod' ? ' and "."' : ''}, as kubectl get ${kind}s shows it`,
    );
  }
  return typed;
}
