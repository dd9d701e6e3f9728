import type { NamespaceContext } from '../known/namespace.ts';
import type { PodContext } from '../pod-context.ts';
import type { DecisionSettings } from '../settings.ts';
import { INJECTION_DISABLED, INJECTION_ENABLED, INJECTION_LABEL } from '../vocabulary.ts';

/** Why no pod of this namespace is touched; a namespace that is not known counts as opted in. */
export function namespaceOutOfScope(
  { name, labels }: NamespaceContext,
  settings: DecisionSettings,
): 'namespace-excluded' | 'namespace-not-opted-in' | undefined {
  if (settings.excludedNamespaces.has(name)) {
    return 'namespace-excluded';
  }
  const label = labels?.[INJECTION_LABEL];
  if (labels === undefined || label === INJECTION_ENABLED) {
    return undefined;
  }
  const byPrefix = settings.namespacePrefixes.some((prefix) => name.startsWith(prefix));
  return byPrefix && label !== INJECTION_DISABLED ? undefined : 'namespace-not-opted-in';
}

/** Why this pod is never touched, whatever it asks for. */
export function podOutOfScope(context: PodContext): 'opted-out' | 'mirror-pod' | 'daemonset-pod' | undefined {
  if (context.isOptedOut) {
    return 'opted-out';
  }
  if (context.isMirrorPod) {
    return 'mirror-pod';
  }
  return context.isOfDaemonSet ? 'daemonset-pod' : undefined;
}
