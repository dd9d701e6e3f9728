import type { Refusal } from '../decision.ts';
import type { StringMap } from '../pod/pod.ts';
import type { DecisionSettings } from '../settings.ts';
import { describeSource, type Source, type SourcedValue } from '../source.ts';

/** What the scheduler, or the pod on its way to it, says about whose quota is spent. */
export interface QuotaClaim {
  readonly project: SourcedValue | undefined;
  readonly queue: SourcedValue | undefined;
  /** The pod's labels; a queue of a node pool needs that pool's label beside it. */
  readonly labels: StringMap;
}

/**
 * A pod must not spend another team's quota: its project, and its queue label, have to be its namespace's.
 *
 * @returns what is wrong, or `undefined` where nothing is, or where the namespace's project is not known
 */
export function findQuotaViolation(
  claim: QuotaClaim,
  namespace: { readonly name: string; readonly project: SourcedValue | undefined },
  settings: DecisionSettings,
): Refusal | undefined {
  const { project: own, name } = namespace;
  if (own === undefined || settings.projectGuard === 'off') {
    return undefined;
  }
  const problem = `but namespace ${name} belongs to project ${own.value} (${describeSource(own.source)}): a pod must not spend another team's quota`;
  if (claim.project !== undefined && claim.project.value !== own.value) {
    return {
      code: 403,
      reason: 'foreign-project',
      field: describeSource(claim.project.source),
      value: claim.project.value,
      problem,
      remedy: `${remove(claim.project.source)} or name ${own.value} there`,
    };
  }
  if (claim.queue !== undefined && !isOwnQueue(claim.queue.value, own.value, claim.labels[settings.nodePoolLabel])) {
    return {
      code: 403,
      reason: 'foreign-queue',
      field: describeSource(claim.queue.source),
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

function remove(source: Source): string {
  return source.kind === 'pod-default' ? `change PodDefault ${source.podDefault},` : 'remove it';
}
