import type { NamespaceFacts } from '../known/surroundings.ts';
import { annotationsOf, ownerOfKind, type PodJson, type StringMap } from '../pod/pod.ts';
import type { Reason } from '../reasons.ts';
import type { DecisionSettings } from '../settings.ts';
import { INJECTION_DISABLED, INJECTION_ENABLED, INJECTION_LABEL, MIRROR_POD_ANNOTATION } from '../vocabulary.ts';

const DAEMON_SETS = new Set(['DaemonSet']);

/** Why no pod of this namespace is touched; a namespace that is not known counts as opted in. */
export function namespaceOutOfScope(
  name: string,
  facts: NamespaceFacts | undefined,
  settings: DecisionSettings,
): Reason | undefined {
  if (settings.excludedNamespaces.has(name)) {
    return 'namespace-excluded';
  }
  const label = facts?.labels[INJECTION_LABEL];
  if (facts === undefined || label === INJECTION_ENABLED) {
    return undefined;
  }
  const byPrefix = settings.namespacePrefixes.some((prefix) => name.startsWith(prefix));
  return byPrefix && label !== INJECTION_DISABLED ? undefined : 'namespace-not-opted-in';
}

/** Why this pod is never touched, whatever it asks for. */
export function podOutOfScope(pod: PodJson, labels: StringMap): Reason | undefined {
  if (labels[INJECTION_LABEL] === INJECTION_DISABLED) {
    return 'opted-out';
  }
  if (annotationsOf(pod)[MIRROR_POD_ANNOTATION] !== undefined) {
    return 'mirror-pod';
  }
  if (ownerOfKind(pod, 'apps', DAEMON_SETS) !== undefined) {
    return 'daemonset-pod';
  }
  return undefined;
}
