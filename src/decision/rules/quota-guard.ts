import type { PodContext } from '../pod-context.ts';
import type { Refusal } from '../refusal.ts';
import type { DecisionSettings } from '../settings.ts';
import { describeSource, type SourcedValue } from '../source.ts';
import type { Warning } from '../warning.ts';
import { isQueueOf } from './own-queue.ts';
import type { Routing } from './routing.ts';

export interface QuotaJudgement {
  /** What the scheduler would charge to another team. */
  readonly violation: Refusal | undefined;
  /** What is foreign too, but stands where the scheduler does not look first. */
  readonly warnings: readonly Warning[];
}

/** One label that says whose quota is spent. */
interface Hit {
  readonly what: 'project' | 'queue';
  readonly said: SourcedValue;
}

const NOTHING: QuotaJudgement = { violation: undefined, warnings: [] };

/**
 * A pod must not spend another team's quota: what the scheduler will read, the first hit alone, has to be of its
 * namespace's project. Nothing is said where the namespace's project is not known.
 */
export function judgeQuota(context: PodContext, routing: Routing, settings: DecisionSettings): QuotaJudgement {
  if (context.namespace.project === undefined || settings.projectGuard === 'off') {
    return NOTHING;
  }
  const [read, ...others] = whatTheSchedulerReads(context, routing, settings);
  if (read === undefined) {
    return NOTHING;
  }
  const isForeign = ({ what, said }: Hit): boolean => !isOwn(what, said.value, context, settings);
  const foreign = others.filter((hit) => hit.said.value !== read.said.value).find(isForeign);
  return {
    violation: isForeign(read) ? violation(read, context, context.namespace.project, settings) : undefined,
    warnings: foreign === undefined ? [] : [{ reason: 'foreign-label-unread', foreign: foreign.said, read: read.said }],
  };
}

/**
 * KAI's podgrouper takes the queue label of the owner, then of the pod, then the label `project` of the owner, then of
 * the pod. Run:ai's assigner asks for the project first. Of a pod that is left alone only labels count, since nothing
 * else of it reaches the scheduler; of an owner, only if ownerReferences lead there.
 */
function whatTheSchedulerReads(
  { owner: ofGang, isOwned, labels, labelsSoon, schedulerName, workload }: PodContext,
  routing: Routing,
  settings: DecisionSettings,
): readonly Hit[] {
  const isRouted = routing.kind === 'route';
  if (!isRouted && schedulerName !== settings.schedulerName) {
    return [];
  }
  const onPod = isRouted ? labelsSoon : labels;
  const owner = isOwned ? ofGang : undefined;
  const projects = hits(
    'project',
    owner?.labels.project,
    isRouted ? (onPod.project ?? routing.project) : onPod.project,
  );
  const queues = hits('queue', owner?.labels.queue, onPod.queue);
  if (settings.queueBeforeProject) {
    return [...queues, ...projects];
  }
  return workload.role === 'native' ? projects : [...projects, ...queues];
}

const hits = (what: Hit['what'], ...said: readonly (SourcedValue | undefined)[]): readonly Hit[] =>
  said.flatMap((value) => (value === undefined ? [] : [{ what, said: value }]));

/** KAI makes a queue's name of the project label and the pod's node-pool label, so a queue that is allowed counts there. */
function isOwn(what: Hit['what'], value: string, context: PodContext, settings: DecisionSettings): boolean {
  const { namespace, labelsSoon } = context;
  if (what === 'queue') {
    return isQueueOf(namespace, value, labelsSoon.pool, settings);
  }
  const queue = labelsSoon.pool === '' ? value : `${value}-${labelsSoon.pool}`;
  return (
    value === namespace.project?.value ||
    (settings.queueBeforeProject && isQueueOf({ ...namespace, project: undefined }, queue, '', settings))
  );
}

function violation(
  { what, said: { value, source } }: Hit,
  { namespace }: PodContext,
  own: SourcedValue,
  { nodePoolLabel }: DecisionSettings,
): Refusal {
  const { project, remedy } = { project: own.value, remedy: removal(source) };
  return {
    code: 403,
    reason: what === 'project' ? 'foreign-project' : 'foreign-queue',
    field: describeSource(source),
    value,
    problem: `but namespace ${namespace.name} belongs to project ${project} (${describeSource(own.source)}): a pod must not spend another team's quota`,
    remedy:
      what === 'project'
        ? `${remedy} or name ${project} there`
        : `use ${project}, or ${project}-<pool> together with the label ${nodePoolLabel}=<pool> on ${source.kind === 'gang-owner' ? 'each member' : 'the pod'}`,
  };
}

function removal(source: SourcedValue['source']): string {
  return source.kind === 'pod-default' ? `change PodDefault ${source.podDefault},` : 'remove it';
}
