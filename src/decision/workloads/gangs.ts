import type { PodJson } from '../pod/pod.ts';
import { leaderWorkerSetGang } from './leader-worker-set.ts';
import { rayGang } from './ray.ts';
import { jobSetGang } from './trainer.ts';
import { trainingJobGang } from './training-operator.ts';
import type { GangReader, Membership } from './workload.ts';

const READERS: readonly GangReader[] = [rayGang, trainingJobGang, jobSetGang, leaderWorkerSetGang];

/**
 * The gang that a pod belongs to. The table of workloads does not decide this: a template may carry the labels of
 * another system, or marks that anybody can write, and its pods still have the owner that they have. So a gang to which
 * ownerReferences lead comes before one that only labels name.
 */
export function membershipOf(pod: PodJson): Membership | undefined {
  const found = READERS.flatMap((read) => read(pod) ?? []);
  return found.find(({ isOwned }) => isOwned) ?? found[0];
}
