import { newestOf, placementWait, unschedulable } from './scheduler-words.ts';
import type { ClusterEvent, PodStory } from './story.ts';
import { type Wait, wait } from './wait.ts';
import { waitsForBinding } from './waits-for-binding.ts';
import { waitsForPodGroup } from './waits-for-pod-group.ts';

/** KAI groups a new pod within a second; until then nothing has to be said. */
const GROUPING_MILLIS = 15_000;

/** What a pod without a node waits for. */
export function waitsForScheduler(story: PodStory): readonly Wait[] {
  const { pod, settings } = story;
  const gates = pod.spec.schedulingGates ?? [];
  if (gates.length > 0) {
    return [
      wait(
        'scheduling-gate',
        `scheduling gate ${gates.map(({ name }) => name).join(', ')} has to be lifted by whoever set it`,
      ),
    ];
  }
  const found =
    pod.spec.schedulerName === settings.schedulerName
      ? [...waitsForGrouping(story), ...waitsForBinding(story), ...waitsForPodGroup(story)]
      : [];
  if (found.length > 0) {
    return found;
  }
  const said = unschedulable(pod);
  return said === undefined ? [nothingSaid(story)] : [placementWait(said)];
}

/** What stands in the way of a PodGroup, without which KAI schedules nothing. */
function waitsForGrouping(story: PodStory): readonly Wait[] {
  const { pod, podGroup, scheduler, events, now } = story;
  if (scheduler?.severity === 'wrong' || scheduler?.fit === 'none') {
    const [sentence = '', ...remedy] = scheduler.sentence.split('; ');
    return [wait('no-scheduler', sentence, remedy.join('; ') || undefined)];
  }
  if (podGroup !== undefined && podGroup.kind !== 'missing') {
    return [];
  }
  const refusal = newestOf(events.filter(isNoRace), 'PodGrouperWarning');
  if (refusal !== undefined) {
    return [
      wait(
        'pod-group-refused',
        'the scheduler could not make its PodGroup, without which no pod is scheduled',
        remedyOfGrouping(refusal.message),
        refusal.message,
      ),
    ];
  }
  const age = now - Date.parse(pod.metadata.creationTimestamp ?? '');
  return scheduler?.fit === 'fits' && age > GROUPING_MILLIS
    ? [
        wait(
          'no-pod-group',
          podGroup === undefined
            ? 'the scheduler has not put it into a PodGroup'
            : 'its PodGroup is gone, and the scheduler has not made another',
          'ask the platform team whether the podgrouper runs: kubectl get pods -A | grep -i grouper',
        ),
      ]
    : [];
}

/** The podgrouper warns of a pod that it looks at before its own cache has it, and goes on a moment later. */
const isNoRace = ({ message }: ClusterEvent): boolean => !/^Pod "[^"]*" not found$/.test(message);

/** The quota guard's own policy says itself what is right. */
const remedyOfGrouping = (message: string): string | undefined =>
  /foreign-queue|foreign-project/.test(message)
    ? 'take the foreign queue or project off its owner, or name a queue of the namespace’s project there'
    : undefined;

const nothingSaid = ({ pod }: PodStory): Wait =>
  wait(
    'nothing-said',
    `scheduler ${pod.spec.schedulerName || 'default-scheduler'} has said nothing about it yet`,
    'if that stays so, ask the platform team whether the scheduler runs',
  );
