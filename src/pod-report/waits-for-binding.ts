import { GPU_FRACTION, GPU_MEMORY } from '../decision/vocabulary.ts';
import { newestOf } from './scheduler-words.ts';
import type { PodStory } from './story.ts';
import { type Wait, wait } from './wait.ts';

/** A pod that the scheduler has given a node, and that is not there yet. */
export function waitsForBinding({ bindRequest, events, pod }: PodStory): readonly Wait[] {
  // Of an earlier try, where there is a new one.
  const failure = newestOf(events, 'BindingError', 'FailedBinding')?.message;
  const hasFailed =
    bindRequest?.phase === 'Failed' || (bindRequest === undefined && failure !== undefined && isLast(events));
  if (hasFailed) {
    const said = bindRequest?.reason || failure;
    return /reserve GPUs|reservation/i.test(said ?? '')
      ? [wait('gpu-reservation', RESERVATION.sentence, RESERVATION.remedy, said)]
      : [
          wait(
            'binding-failed',
            `it could not be bound to ${bindRequest === undefined ? 'a node' : `node ${bindRequest.node}`}; the scheduler tries again`,
            undefined,
            said,
          ),
        ];
  }
  if (bindRequest === undefined || bindRequest.phase === 'Succeeded') {
    return [];
  }
  const { node } = bindRequest;
  const annotations = pod.metadata.annotations ?? {};
  return Object.hasOwn(annotations, GPU_FRACTION) || Object.hasOwn(annotations, GPU_MEMORY)
    ? [wait('gpu-reservation', `node ${node} is chosen; ${RESERVATION.sentence}`, RESERVATION.remedy, failure)]
    : [wait('binding', `it is being bound to node ${node}`, undefined, failure)];
}

/** KAI holds each GPU that is shared by a pod of its own, and waits 40 s for it. */
const RESERVATION = {
  sentence: 'the GPU that is shared has to be reserved first, by a pod of the scheduler’s own',
  remedy:
    'if that takes longer than a minute, ask the platform team to look at it: kubectl get pods -n kai-resource-reservation',
} as const;

/** Whether nothing was said after the failure. */
const isLast = (events: PodStory['events']): boolean =>
  ['BindingError', 'FailedBinding'].includes(events.at(-1)?.reason ?? '');
