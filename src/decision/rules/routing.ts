import { hasWholeGpu } from '../pod/gpu-limits.ts';
import type { SchedulerLabels } from '../pod/scheduler-labels.ts';
import type { PodContext } from '../pod-context.ts';
import type { LeaveAloneReason, RouteReason } from '../reasons.ts';
import { isReadable } from '../requests/find-requests.ts';
import type { Requests } from '../requests/requests.ts';
import type { DecisionSettings } from '../settings.ts';
import type { SourcedValue } from '../source.ts';
import { DEFAULT_SCHEDULER } from '../vocabulary.ts';
import type { Warning } from '../warning.ts';
import { isQueueOf } from './own-queue.ts';
import { chooseProject } from './project.ts';
import { podOutOfScope } from './scope.ts';

/** Whether a pod goes to the scheduler at all, before its values are looked at. */
export type Routing =
  | {
      readonly kind: 'route';
      readonly reason: RouteReason;
      readonly project: SourcedValue | undefined;
      readonly warnings: readonly Warning[];
    }
  | { readonly kind: 'leave-alone'; readonly reason: LeaveAloneReason; readonly warnings: readonly Warning[] };

const leave = (reason: LeaveAloneReason, warnings: readonly Warning[] = []): Routing => ({
  kind: 'leave-alone',
  reason,
  warnings,
});

/** Chooses where a pod goes, in the order in which a reader would ask. */
export function chooseRouting(context: PodContext, requests: Requests, settings: DecisionSettings): Routing {
  return mustStay(context, requests, settings) ?? chooseForFree(context, requests, settings);
}

/** The pods that stay where they are whatever their values. */
function mustStay(context: PodContext, requests: Requests, settings: DecisionSettings): Routing | undefined {
  const { workload, nodeName, schedulerName } = context;
  if (workload.role === 'native') {
    return leave('run-ai-native');
  }
  const outside = podOutOfScope(context);
  if (outside !== undefined) {
    return leave(outside);
  }
  if (requests.scheduler.wanted === false) {
    return leave('scheduler-not-wanted');
  }
  const doesWork = workload.role === 'work' || workload.role === 'companion';
  const isDisappointed = doesWork && carriesRequest(requests);
  const isOurs = schedulerName === settings.schedulerName;
  if (nodeName !== '') {
    return leave('already-on-a-node', isDisappointed || isOurs ? [{ reason: 'already-on-a-node', nodeName }] : []);
  }
  if (!isOurs && !isFree(schedulerName)) {
    return leave('other-scheduler', isDisappointed ? [{ reason: 'other-scheduler', schedulerName }] : []);
  }
  if (workload.role === 'helper') {
    return leave('helper-pod');
  }
  return workload.role === 'cache-hit' ? leave('cache-hit') : undefined;
}

/** The API server fills in `default-scheduler` before admission, so that name is what "none" looks like here. */
const isFree = (schedulerName: string): boolean => schedulerName === '' || schedulerName === DEFAULT_SCHEDULER;

/** Whether the pod asks for the scheduler, a project or an amount. */
function carriesRequest({ scheduler, project, amounts }: Requests): boolean {
  // An unreadable project still says that the scheduler is wanted; an unreadable amount says nothing.
  return scheduler.wanted === true || project.length > 0 || amounts.some(isReadable);
}

/** Of a pod that is in scope, does real work and is free to go to the scheduler. */
function chooseForFree(context: PodContext, requests: Requests, settings: DecisionSettings): Routing {
  const onLabel = labelWarnings(requests);
  const reason = whyRouted(context, requests, settings);
  if (reason === undefined) {
    // What cannot be read asks for nothing; whoever wrote it thinks it does.
    const hidden = requests.amounts.find((amount) => amount.isOwn && !isReadable(amount));
    const onAmount: readonly Warning[] =
      hidden === undefined ? [] : [{ reason: 'unreadable-env', source: hidden.source }];
    return leave(hasWholeGpu(context.gpuLimits) ? 'unasked-gpu' : 'nothing-asked', [...onLabel, ...onAmount]);
  }
  const foreign = reason === 'asked' ? undefined : labelNotOfNamespace(context, requests, settings);
  if (foreign !== undefined) {
    return leave('label-not-of-namespace', [...onLabel, { reason: 'label-not-of-namespace', label: foreign }]);
  }
  const { project, warnings: onProject } = chooseProject(context, requests, settings);
  const warnings = [...onLabel, ...onProject];
  if (project !== undefined || namesQueue(context)) {
    return { kind: 'route', reason, project, warnings };
  }
  const isMember = context.gang !== undefined;
  const missing: Warning = { reason: 'no-project', gang: isMember };
  if (reason === 'asked') {
    // The scheduler has a rule of its own: Run:ai takes the namespace's link, KAI its default queue.
    return { kind: 'route', reason, project, warnings: [...warnings, missing] };
  }
  return leave('no-project', isMember ? [...onLabel, missing] : onLabel);
}

const labelWarnings = ({ scheduler }: Requests): readonly Warning[] =>
  'unknown' in scheduler ? [{ reason: 'unknown-runai-value', value: scheduler.unknown }] : [];

function whyRouted(context: PodContext, requests: Requests, settings: DecisionSettings): RouteReason | undefined {
  if (context.schedulerName === settings.schedulerName || carriesRequest(requests)) {
    return 'asked';
  }
  if (settings.route === 'requested') {
    return undefined;
  }
  if (context.workload.name !== 'other' && hasWholeGpu(context.gpuLimits)) {
    return 'gpu-workload';
  }
  // Half a gang on another scheduler never starts, so its members go together or not at all.
  const { gang, owner } = context;
  if (gang !== undefined && (owner === undefined || requests.gang?.asks === true || owner.hasGpu)) {
    return 'gang-member';
  }
  return settings.route === 'all' ? 'route-all' : undefined;
}

/** A queue is enough: its project is the scheduler's affair. */
const namesQueue = ({ labelsSoon, owner }: PodContext): boolean =>
  (labelsSoon.queue ?? owner?.labels.queue ?? owner?.templateQueue) !== undefined;

/**
 * Many charts label their pods `project` for book-keeping. Where nobody asked for the scheduler, only a label that
 * names the namespace's own project can be meant for it. A gang goes as a whole: if nobody in it asked, one foreign
 * label keeps all of it; if somebody did, the owner's label is the quota guard's affair.
 */
function labelNotOfNamespace(
  context: PodContext,
  requests: Requests,
  settings: DecisionSettings,
): SourcedValue | undefined {
  const { owner, labelsSoon, namespace } = context;
  const own = namespace.project?.value;
  const gangAsks = requests.gang?.asks === true;
  if (owner !== undefined && gangAsks && isJudgedByOwner(owner.labels, own, settings)) {
    return undefined;
  }
  const ofGang =
    owner === undefined || gangAsks ? [] : [owner.labels, ...owner.templates.map(({ scheduler }) => scheduler)];
  for (const labels of [labelsSoon, ...ofGang]) {
    // On a pod and on its template nobody but the namespace can vouch for the label; on an owner it is the way to name it
    // for all members.
    const isKnown = labels !== owner?.labels || own !== undefined;
    if (isKnown && labels.project !== undefined && labels.project.value !== own) {
      return labels.project;
    }
    // The owner's queue `<project>-<pool>` needs the pool's label on each member, its own does not count.
    const pool = labels === owner?.labels ? labelsSoon.pool : labels.pool;
    if (labels.queue !== undefined && own !== undefined && !isQueueOf(namespace, labels.queue.value, pool, settings)) {
      return labels.queue;
    }
  }
  return undefined;
}

/**
 * Whether the owner's label decides about every member of a gang that goes: a queue that KAI takes before all else, or a
 * project that is not the namespace's, for which the quota guard refuses all. A label of a member's own would only keep
 * that one back.
 */
const isJudgedByOwner = (
  { project, queue }: SchedulerLabels,
  own: string | undefined,
  { queueBeforeProject }: DecisionSettings,
): boolean =>
  (queueBeforeProject && queue !== undefined) || (own !== undefined && project !== undefined && project.value !== own);
