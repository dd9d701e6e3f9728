import { labelsOf } from '../pod/pod.ts';
import type { Recognizer } from './workload.ts';

const NAME_LABEL = 'leaderworkerset.sigs.k8s.io/name';
const WORKER_INDEX_LABEL = 'leaderworkerset.sigs.k8s.io/worker-index';
const LEADER_INDEX = '0';

/**
 * Groups of one leader and its workers, which serve a model together. Pods carry the set's name in a label; their owners
 * are StatefulSets. A leader does the same work as its workers, unless the set gives it a template of its own.
 */
export const recognizeLeaderWorkerSet: Recognizer = (pod, { gangOwner }) => {
  const labels = labelsOf(pod);
  const name = labels[NAME_LABEL];
  if (name === undefined) {
    return undefined;
  }
  const gang = { group: 'leaderworkerset.x-k8s.io', kind: 'LeaderWorkerSet', name };
  return labels[WORKER_INDEX_LABEL] === LEADER_INDEX && gangOwner(gang)?.hasLeaderTemplate === true
    ? { role: 'companion', name: 'leader', gang }
    : { role: 'work', name: 'leader-worker-set', gang };
};
