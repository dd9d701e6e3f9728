import type { NamespaceContext } from '../known/namespace.ts';
import type { SchedulerLabels } from '../pod/scheduler-labels.ts';
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
  const { namespace } = context;
  if (namespace.project === undefined || settings.projectGuard === 'off') {
    return NOTHING;
  }
  // Of a pod that is left alone only what stands on it counts, since nothing else of it reaches the scheduler.
  const onPod = routing.kind === 'route' ? context.labelsSoon : context.labels;
  const [read, ...others] = whatTheSchedulerReads(context, onPod, routing, settings);
  if (read === undefined) {
    return NOTHING;
  }
  const isForeign = (hit: Hit): boolean => !isOwn(hit, onPod.pool, namespace, settings);
  const foreign = others.filter((hit) => hit.said.value !== read.said.value).find(isForeign);
  return {
    violation: isForeign(read) ? violation(read, namespace.name, namespace.project, settings) : undefined,
    warnings: foreign === undefined ? [] : [{ reason: 'foreign-label-unread', foreign: foreign.said, read: read.said }],
  };
}

/**
 * KAI's podgrouper takes the queue label of the owner, then of the pod, then the label `project` of the owner, then of
 * the pod. Run:ai's assigner asks for the project first, and of a pod of Run:ai's own for nothing else.
 */
function whatTheSchedulerReads(
  { owner, schedulerName, workload }: PodContext,
  onPod: SchedulerLabels,
  routing: Routing,
  settings: DecisionSettings,
): readonly Hit[] {
  if (routing.kind !== 'route' && schedulerName !== settings.schedulerName) {
    return [];
  }
  const written = routing.kind === 'route' ? routing.project : undefined;
  const projects = hits('project', owner?.labels.project, onPod.project ?? written);
  const queues = hits('queue', owner?.labels.queue, onPod.queue);
  if (settings.queueBeforeProject) {
    return [...queues, ...projects];
  }
  return workload.role === 'native' ? projects : [...projects, ...queues];
}

const hits = (what: Hit['what'], ...said: readonly (SourcedValue | undefined)[]): readonly Hit[] =>
  said.flatMap((value) => (value === undefined ? [] : [{ what, said: value }]));

/** KAI makes a queue's name of the project label and the pod's node-pool label, so a queue that is allowed counts there. */
function isOwn(
  { what, said: { value } }: Hit,
  pool: string,
  namespace: NamespaceContext,
  settings: DecisionSettings,
): boolean {
  if (what === 'queue') {
    return isQueueOf(namespace, value, pool, settings);
  }
  const queue = pool === '' ? value : `${value}-${pool}`;
  return (
    value === namespace.project?.value ||
    (settings.queueBeforeProject && isQueueOf({ ...namespace, project: undefined }, queue, '', settings))
  );
}

function violation(
  { what, said: { value, source } }: Hit,
  namespace: string,
  own: SourcedValue,
  { nodePoolLabel }: DecisionSettings,
): Refusal {
  const project = own.value;
  const where = {
    code: 403,
    field: describeSource(source),
    value,
    problem: `but namespace ${namespace} belongs to project ${project} (${describeSource(own.source)}): a pod must not spend another team's quota`,
  } as const;
  return what === 'project'
    ? { ...where, reason: 'foreign-project', remedy: `${removal(source)} or name ${project} there` }
    : {
        ...where,
        reason: 'foreign-queue',
        remedy: `use ${project}, or ${project}-<pool> together with the label ${nodePoolLabel}=<pool> on the pod`,
      };
}

function removal(source: SourcedValue['source']): string {
  return source.kind === 'pod-default' ? `change PodDefault ${source.podDefault},` : 'remove it';
}
