import type { Surroundings } from '../../decision/known/surroundings.ts';
import { apiGroupOf } from '../../decision/pod/pod.ts';
import type { DecisionSettings } from '../../decision/settings.ts';
import { kindKey } from '../../manifests/kubernetes-kinds.ts';
import { GANG_KINDS } from '../../surroundings/gang-templates.ts';
import { titleOf } from '../controllers/controlled.ts';
import type { Owner } from '../explain-input.ts';

const GANGS = new Set(GANG_KINDS.map(kindKey));

/**
 * Labels of owners that the webhook cannot know. The scheduler reads the top owner's queue and project before the pod's,
 * so where they are another team's, this is what its quota is spent by.
 */
export function ownerLabels(
  owners: readonly Owner[],
  surroundings: Surroundings,
  settings: DecisionSettings,
): readonly string[] {
  return owners.flatMap(({ origin, object }) => {
    if (GANGS.has(kindKey({ group: apiGroupOf(object.apiVersion), kind: object.kind }))) {
      return [];
    }
    const labels = new Map(Object.entries(object.metadata.labels ?? {}));
    const facts = surroundings.namespace(object.metadata.namespace ?? 'default');
    const own = new Map(Object.entries(facts?.labels ?? {})).get(settings.namespaceProjectLabel);
    const key = [settings.queueLabelKey, settings.projectLabel].find((label) => labels.has(label));
    const value = labels.get(key ?? '');
    if (key === undefined || value === undefined || value === own) {
      return [];
    }
    return [
      `${origin}: ${titleOf(object)} carries ${key}: ${value}, which the scheduler reads before its pods' labels; ${judge(settings)}`,
    ];
  });
}

/** Only KAI makes PodGroups that a policy can judge; the two flavours differ in how they name queues. */
const judge = ({ queuePerNodePool }: DecisionSettings): string =>
  queuePerNodePool
    ? 'the admission policy on PodGroups judges it, the webhook does not know the owner'
    : 'the webhook does not know the owner, and in the flavour runai no admission policy on PodGroups judges it';
