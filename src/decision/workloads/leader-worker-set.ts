import { type CelVariable, hasLabel, labelIs } from '../pod/cel.ts';
import { labelsOf, ownerOfKind } from '../pod/pod.ts';
import type { GangReader, Recognizer } from './workload.ts';

const NAME_LABEL = 'leaderworkerset.sigs.k8s.io/name';
const WORKER_INDEX_LABEL = 'leaderworkerset.sigs.k8s.io/worker-index';
const LEADER_INDEX = '0';
const STATEFUL_SETS = new Set(['StatefulSet']);

/**
 * Groups of one leader and its workers, which serve a model together. Pods carry the set's name in a label.
 * A leader does the same work as its workers, unless the set gives it a template of its own.
 */
export const recognizeLeaderWorkerSet: Recognizer = (pod, { gangOwner }) => {
  const claim = leaderWorkerSetGang(pod);
  if (claim === undefined) {
    return undefined;
  }
  const isLeader = labelsOf(pod)[WORKER_INDEX_LABEL] === LEADER_INDEX;
  return isLeader && gangOwner(claim.gang)?.hasLeaderTemplate === true
    ? { role: 'companion', name: 'leader' }
    : { role: 'work', name: 'leader-worker-set' };
};

export const LEADER_WORKER_SET_IN_CEL: CelVariable = { name: 'isLeaderWorkerSet', expression: hasLabel(NAME_LABEL) };

/** One that may be a companion: whether the set gives its leaders a template of their own, CEL cannot see. */
export const LEADER_IN_CEL = labelIs(WORKER_INDEX_LABEL, LEADER_INDEX);

/** Leaders and workers belong to StatefulSets. */
export const leaderWorkerSetGang: GangReader = (pod) => {
  const name = labelsOf(pod)[NAME_LABEL];
  return name === undefined
    ? undefined
    : {
        gang: { group: 'leaderworkerset.x-k8s.io', kind: 'LeaderWorkerSet', name },
        through: ownerOfKind(pod, 'apps', STATEFUL_SETS),
      };
};
