import type { ClusterEvent, StoredPod } from './story.ts';
import { type Wait, wait } from './wait.ts';

/** What the scheduler has last said on the pod itself. */
export function unschedulable({ status }: StoredPod): string | undefined {
  const condition = status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return condition?.message || condition?.reason || undefined;
}

export const newestOf = (events: readonly ClusterEvent[], ...reasons: readonly string[]): ClusterEvent | undefined =>
  events.findLast(({ reason }) => reasons.includes(reason));

/** Of a scheduler's own words: both kube-scheduler and KAI speak of nodes where none has room. */
export function placementWait(said: string): Wait {
  return /\bnodes?\b|node\(s\)|node-group/i.test(said)
    ? wait(
        'no-node-fits',
        'no node has what it asks for',
        'wait until something ends, or ask for less; a node selector, an affinity or a taint may keep it off as well',
        said,
      )
    : wait('scheduler-says', 'its scheduler cannot place it', undefined, said);
}
