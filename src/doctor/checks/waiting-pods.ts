import { type Finding, someOf } from '../finding.ts';
import { groupBy } from '../group-by.ts';
import type { RunningPod } from '../reading/snapshot.ts';
import { check } from './check.ts';

/** A scheduler may take its time; before that nothing has to be said. */
const PATIENCE_MILLIS = 120_000;

/** One pod that waits has its own reasons, which `kubectl gpu-fraction why` tells; more of them have a common one. */
const MANY = 2;

export const waitingPods = check({
  id: 'waiting-pods',
  about: 'no two pods of the scheduler wait for the same reason for more than two minutes',
  needs: ['pods'],
  find({ pods }, { settings: { decision }, now }) {
    const waiting = pods.filter(
      ({ schedulerName, isOnNode, phase, createdAt }) =>
        schedulerName === decision.schedulerName &&
        !isOnNode &&
        phase === 'Pending' &&
        now.getTime() - createdAt > PATIENCE_MILLIS,
    );
    return [...groupBy(waiting, reasonOf).values()].flatMap((group) => told(group, now));
  },
});

/** What the scheduler says; empty where it has not said anything. */
function wordsOn({ conditions }: RunningPod): string {
  const scheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return scheduled === undefined ? '' : scheduled.message || scheduled.reason || 'it does not say why';
}

/** The same without what differs from pod to pod. */
const reasonOf = (pod: RunningPod): string =>
  wordsOn(pod)
    .replaceAll(pod.name, 'POD')
    .replaceAll(pod.namespace, 'NAMESPACE')
    .replaceAll(/\d+(\.\d+)?/g, 'N');

function told(group: readonly RunningPod[], now: Date): readonly Finding[] {
  const [oldest] = group.toSorted((a, b) => a.createdAt - b.createdAt);
  if (oldest === undefined || group.length < MANY) {
    return [];
  }
  const words = wordsOn(oldest);
  const names = group.map(({ namespace, name }) => `${namespace}/${name}`).toSorted();
  const minutes = Math.floor((now.getTime() - oldest.createdAt) / 60_000);
  return [
    {
      severity: 'warning',
      object: `${group.length} pods`,
      problem: `wait for the same reason (${someOf(names, 3)}), the oldest for ${minutes} min: ${words || 'no scheduler has said anything about them'}`,
      why:
        words === ''
          ? 'their scheduler does not run, or does not see them'
          : 'what holds up all of them is seldom theirs: a queue without quota, GPUs that are in use, or nodes that do not fit',
      command: `kubectl gpu-fraction why ${oldest.name} -n ${oldest.namespace}`,
    },
  ];
}
