import type { GangKey } from '../known/gang-owner.ts';
import { ownersOf, type PodJson } from '../pod/pod.ts';
import { leaderWorkerSetGang } from './leader-worker-set.ts';
import { rayGang } from './ray.ts';
import { jobSetGang } from './trainer.ts';
import { trainingJobGang } from './training-operator.ts';
import type { GangReader } from './workload.ts';

/** The gang that a pod belongs to. */
export interface Membership {
  readonly gang: GangKey;
  /**
   * Whether the pod's first ownerReference leads to the gang's owner: the one that KAI's podgrouper follows. Labels alone,
   * and further owners, can be written on any pod, and no scheduler reads what they name.
   */
  readonly isOwned: boolean;
}

const READERS: readonly GangReader[] = [rayGang, trainingJobGang, jobSetGang, leaderWorkerSetGang];

/**
 * The gang that a pod belongs to. The table of workloads does not decide this: a template may carry the labels of
 * another system, or marks that anybody can write, and its pods still have the owner that they have. So a gang to which
 * the first owner leads comes before one that is only named.
 */
export function membershipOf(pod: PodJson): Membership | undefined {
  const [owner] = ownersOf(pod);
  let named: GangKey | undefined;
  for (const read of READERS) {
    const claim = read(pod);
    if (claim?.through !== undefined && claim.through === owner) {
      return { gang: claim.gang, isOwned: true };
    }
    named ??= claim?.gang;
  }
  return named && { gang: named, isOwned: false };
}
