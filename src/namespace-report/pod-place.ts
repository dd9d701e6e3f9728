import { judgePod } from '../admission/verdict.ts';
import type { NamespaceFacts, Surroundings } from '../decision/known/surroundings.ts';
import type { PodJson } from '../decision/pod/pod.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import { INJECTION_ENABLED, INJECTION_LABEL } from '../decision/vocabulary.ts';
import { withoutNode } from '../pod-report/asked-for.ts';
import type { OptIn } from './opt-in.ts';

/** What a pod is, as far as this program is concerned. */
export type PodPlace =
  /** Has our scheduler. */
  | 'routed'
  /** Is with another one, takes what it has past ours, and would be patched today. */
  | 'missed'
  /** Is there, and would be refused today. */
  | 'unrefused'
  | 'other';

/**
 * What a stored pod is, by what is known today. One that is over is missed by nobody any more. Where nobody opted in, only a pod that asks itself is missed: nobody has
 * promised anything to the others.
 */
export function placeOf(
  pod: PodJson,
  isOver: boolean,
  namespace: string,
  optIn: OptIn,
  surroundings: Surroundings,
  settings: DecisionSettings,
): PodPlace {
  if (pod.spec.schedulerName === settings.schedulerName) {
    return 'routed';
  }
  if (isOver) {
    return 'other';
  }
  const isIn = optIn === 'label' || optIn === 'prefix' || optIn === 'unknown';
  const known = isIn ? surroundings : asIfOptedIn(surroundings);
  const { outcome, decision } = judgePod(withoutNode(pod), namespace, known, settings);
  if (outcome === 'denied') {
    return isIn ? 'unrefused' : 'other';
  }
  const isMissed = decision?.kind === 'route' && (isIn || (optIn === 'no' && decision.reason === 'asked'));
  return isMissed ? 'missed' : 'other';
}

function asIfOptedIn(surroundings: Surroundings): Surroundings {
  return {
    podDefaults: (namespace) => surroundings.podDefaults(namespace),
    gangOwner: (namespace, key) => surroundings.gangOwner(namespace, key),
    namespace: (name): NamespaceFacts | undefined => {
      const facts = surroundings.namespace(name);
      return facts && { ...facts, labels: { ...facts.labels, [INJECTION_LABEL]: INJECTION_ENABLED } };
    },
  };
}
