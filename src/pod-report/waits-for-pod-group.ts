import { labelsOf, ownValue } from '../decision/pod/pod.ts';
import { newestOf, placementWait, unschedulable } from './scheduler-words.ts';
import type { Explanation, PodGroup, PodStory } from './story.ts';
import { type Wait, wait } from './wait.ts';
import { waitsForGang } from './waits-for-gang.ts';

/** What the PodGroup of a pod, and its queue, say about it. The first that stands in the way hides what comes after it. */
export function waitsForPodGroup(story: PodStory): readonly Wait[] {
  const { podGroup } = story;
  if (podGroup?.kind !== 'read') {
    return [];
  }
  const onQueue = waitsForQueue(podGroup.value, story);
  if (onQueue.length > 0) {
    return onQueue;
  }
  const onGang = waitsForGang(story, podGroup.value);
  return onGang.length > 0 ? onGang : waitsForRoom(podGroup.value, story);
}

/**
 * KAI passes over a job whose queue is missing, has no parent that exists, or has queues below it
 * (pkg/scheduler/actions/utils/input_jobs.go); only of the first does it say so.
 */
function waitsForQueue({ queue, explanations }: PodGroup, story: PodStory): readonly Wait[] {
  const said = explanations.find(({ reason }) => reason === 'QueueDoesNotExist');
  if (story.queue?.kind === 'missing' || (said !== undefined && story.queue?.kind !== 'read')) {
    return [
      wait(
        'queue-missing',
        `queue ${queue} does not exist${namedBy(queue, story)}`,
        'correct the project where the pod gets it from, or ask the platform team for the queue; then have the pod made anew',
        said?.message,
      ),
    ];
  }
  if (story.queue?.kind !== 'read') {
    return [];
  }
  const { parent, children } = story.queue.value;
  if (parent !== undefined && story.parentQueue?.kind === 'missing') {
    return [
      wait(
        'parent-queue-missing',
        `queue ${queue} stands below queue ${parent}, which does not exist`,
        `ask the platform team to create queue ${parent}, or to correct spec.parentQueue of queue ${queue}`,
      ),
    ];
  }
  return children.length === 0
    ? []
    : [
        wait(
          'queue-not-leaf',
          `queue ${queue} has queues below it (${children.slice(0, 3).join(', ')}${children.length > 3 ? ', …' : ''}), and only a queue without any runs pods`,
          'name one of those as the project or queue; then have the pod made anew',
        ),
      ];
}

/** Who named it, as KAI's podgrouper reads: owner before pod, queue before project. */
function namedBy(queue: string, { pod, owners, settings }: PodStory): string {
  const keys = settings.queueBeforeProject
    ? [settings.queueLabelKey, settings.projectLabel]
    : [settings.projectLabel, settings.queueLabelKey];
  const top = owners.at(-1);
  for (const key of keys) {
    if (top?.labels !== undefined && ownValue(top.labels, key) === queue) {
      return `; label ${key} of ${top.kind} ${top.name} names it`;
    }
    if (ownValue(labelsOf(pod), key) === queue) {
      return `; label ${key} of the pod names it`;
    }
  }
  return '';
}

/** Why the scheduler, which has the whole group before it, does not place it. */
function waitsForRoom({ explanations }: PodGroup, { pod, events, podGroupEvents }: PodStory): readonly Wait[] {
  const known = explanations.flatMap((one) => waitOf(one) ?? []);
  if (known.length > 0) {
    return known;
  }
  const freeing = newestOf(events, 'Pipelined');
  if (freeing !== undefined) {
    return [wait('resources-being-freed', 'the scheduler is making room for it', undefined, freeing.message)];
  }
  const said = unschedulable(pod) ?? explanations[0]?.message ?? newestOf(podGroupEvents, 'Unschedulable')?.message;
  return said === undefined ? [] : [placementWait(said)];
}

/** Reasons that KAI promises to keep (pkg/apis/scheduling/v2alpha2/podgroup_types.go); more may come. */
function waitOf({ reason, message, queue }: Explanation): Wait | undefined {
  const its = queue === undefined ? 'its queue' : `queue ${queue}`;
  switch (reason) {
    case 'NonPreemptibleOverQuota':
      return wait(
        'over-quota',
        `${its} has no quota left for a pod that may not be preempted`,
        'wait until something in the queue ends, ask for more quota, or allow preemption: label priorityClassName: train, on its owner if it has one',
        message,
      );
    case 'OverLimit':
      return wait(
        'over-limit',
        `${its} is at its limit`,
        'wait until something in the queue ends, or ask the platform team for a higher limit',
        message,
      );
    case 'PreemptionDelayNotElapsed':
      return wait('preemption-delay', 'it may not yet preempt others', undefined, message);
    default:
      return undefined;
  }
}
