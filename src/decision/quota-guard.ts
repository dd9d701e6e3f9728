import type { Refusal } from './decision.ts';
import { describePlace, type Place, type Statement } from './place.ts';
import type { StringMap } from './pod.ts';
import type { DecisionSettings } from './settings.ts';

/** What the scheduler, or the pod on its way to it, says about whose quota is spent. */
export interface QuotaClaim {
  readonly project: Statement | undefined;
  readonly queue: Statement | undefined;
  /** The pod's labels; a queue of a node pool needs that pool's label beside it. */
  readonly labels: StringMap;
}

/**
 * A pod must not spend another team's quota: its project, and its queue label, have to be its namespace's.
 *
 * @returns what is wrong, or `undefined` where nothing is, or where the namespace's project is not known
 */
export function findTrespass(
  claim: QuotaClaim,
  namespace: { readonly name: string; readonly project: Statement | undefined },
  settings: DecisionSettings,
): Refusal | undefined {
  const { project: own, name } = namespace;
  if (own === undefined || settings.projectGuard === 'off') {
    return undefined;
  }
  const problem = `but namespace ${name} belongs to project ${own.value} (${describePlace(own.place)}): a pod must not spend another team's quota`;
  if (claim.project !== undefined && claim.project.value !== own.value) {
    return {
      code: 403,
      reason: 'foreign-project',
      field: describePlace(claim.project.place),
      value: claim.project.value,
      problem,
      remedy: `${remove(claim.project.place)} or name ${own.value} there`,
    };
  }
  if (claim.queue !== undefined && !isOwnQueue(claim.queue.value, own.value, claim.labels[settings.nodePoolLabel])) {
    return {
      code: 403,
      reason: 'foreign-queue',
      field: describePlace(claim.queue.place),
      value: claim.queue.value,
      problem,
      remedy: `use ${own.value}, or ${own.value}-<pool> together with the label ${settings.nodePoolLabel}=<pool>`,
    };
  }
  return undefined;
}

/** With node pools, KAI's queues are named `<project>-<pool>`; the pod's node-pool label has to say the same pool. */
export function isOwnQueue(queue: string, project: string, pool: string | undefined): boolean {
  return queue === project || (pool !== undefined && pool !== '' && queue === `${project}-${pool}`);
}

function remove(place: Place): string {
  return place.kind === 'pod-default' ? `change PodDefault ${place.podDefault},` : 'remove it';
}
