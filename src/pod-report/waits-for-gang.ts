import { newestOf } from './scheduler-words.ts';
import type { PodGroup, PodStory } from './story.ts';
import { type Wait, wait } from './wait.ts';

/** Names that a person reads; more than that is counted. */
const MOST_NAMES = 3;

/** A gang starts as a whole: members that are missing, or that another scheduler has, keep all others back. */
export function waitsForGang(story: PodStory, { minMember }: PodGroup): readonly Wait[] {
  const divided = elsewhere(story);
  if (divided.length > 0) {
    const names = divided.slice(0, MOST_NAMES).join(', ');
    const more = divided.length > MOST_NAMES ? ` and ${divided.length - MOST_NAMES} more` : '';
    return [
      wait(
        'gang-divided',
        `${divided.length} of its siblings ${divided.length === 1 ? 'is' : 'are'} with another scheduler and never join${divided.length === 1 ? 's' : ''} its gang: ${names}${more}`,
        `why are they not patched? kubectl gpu-fraction why -n ${story.pod.metadata.namespace ?? 'default'} ${divided[0]}`,
      ),
    ];
  }
  const notReady = newestOf(story.podGroupEvents, 'NotReady');
  // The event stays for an hour, also where the gang is complete by now and waits for something else.
  const isStill = story.podGroupEvents.at(-1) === notReady;
  return notReady !== undefined && isStill && hasNothingElse(story)
    ? [
        wait(
          'gang-incomplete',
          `its gang starts only when ${minMember === undefined ? 'enough' : `${minMember}`} pods are there`,
          'look at its owner: why are there not enough pods? (quota of the namespace, a refusal, its own replicas)',
          notReady.message,
        ),
      ]
    : [];
}

/** Whether the scheduler has never spoken of a queue or a node, which it does only of a gang that is complete. */
const hasNothingElse = ({ podGroup }: PodStory): boolean =>
  podGroup?.kind === 'read' && podGroup.value.explanations.length === 0;

function elsewhere({ siblings, pod, podGroup }: PodStory): readonly string[] {
  const isGang = podGroup?.kind === 'read' && (podGroup.value.minMember ?? 0) > 1;
  return isGang
    ? (siblings ?? [])
        .filter(({ schedulerName, isFinished }) => schedulerName !== pod.spec.schedulerName && !isFinished)
        .map(({ name }) => name)
    : [];
}
