import type { AtCreation } from './at-creation.ts';
import type { PodStory } from './story.ts';
import { type Wait, wait } from './wait.ts';
import { waitsForScheduler } from './waits-for-scheduler.ts';
import { waitsForStart } from './waits-for-start.ts';

/** How far a pod has come. */
export const POD_STATES = ['pending', 'starting', 'running', 'finished', 'ending'] as const;

export type PodState = (typeof POD_STATES)[number];

export function stateOf({ metadata, spec, status }: PodStory['pod']): PodState {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') {
    return 'finished';
  }
  if (metadata.deletionTimestamp) {
    return 'ending';
  }
  if (!spec.nodeName) {
    return 'pending';
  }
  return status?.phase === 'Running' ? 'running' : 'starting';
}

/** What the pod waits for, in the order in which it has to come. */
export function waitsOf(story: PodStory, creation: AtCreation): readonly Wait[] {
  switch (stateOf(story.pod)) {
    case 'finished':
    case 'ending':
      return [];
    case 'running':
    case 'starting':
      return waitsForStart(story);
    case 'pending': {
      const missed = notPatched(story, creation);
      const others = waitsForScheduler(story);
      // That the wrong scheduler is silent explains nothing.
      return [...missed, ...(missed.length === 0 ? others : others.filter(({ cause }) => cause !== 'nothing-said'))];
    }
  }
}

function notPatched({ pod, settings }: PodStory, creation: AtCreation): readonly Wait[] {
  return creation.kind === 'not-patched' && pod.spec.schedulerName !== settings.schedulerName
    ? [
        wait(
          'not-patched',
          `scheduler ${settings.schedulerName} never sees this pod: it stands with ${pod.spec.schedulerName || 'no scheduler'}, which cannot be changed any more`,
          creation.remedy,
        ),
      ]
    : [];
}
