import { hasGpuLimit } from '../pod/gpu-limits.ts';
import type { PodContext } from '../pod-context.ts';
import type { Reason, RouteReason } from '../reasons.ts';
import { chooseProject, namesProject } from '../requests/project.ts';
import { FRACTION, isReadable, MEMORY, USE_SCHEDULER, wishesFor } from '../requests/sourced-values.ts';
import type { DecisionSettings } from '../settings.ts';
import type { SourcedValue } from '../source.ts';
import { trim } from '../values/trim.ts';
import type { Warning } from '../warning.ts';
import { isOwnQueue } from './quota-guard.ts';

/** Whether a pod goes to the scheduler at all, before its values are looked at. */
export type Routing =
  | {
      readonly kind: 'route';
      readonly reason: RouteReason;
      readonly project: SourcedValue | undefined;
      readonly warnings: readonly Warning[];
    }
  | { readonly kind: 'leave-alone'; readonly reason: Reason; readonly warnings: readonly Warning[] };

const leave = (reason: Reason, warnings: readonly Warning[] = []): Routing => ({
  kind: 'leave-alone',
  reason,
  warnings,
});

/** What the label `runai` says: yes, no, or nothing. */
export function schedulerWanted(context: PodContext): {
  readonly wanted: boolean | undefined;
  readonly warnings: readonly Warning[];
} {
  const typed = wishesFor(USE_SCHEDULER, context.voices)[0]?.value;
  switch (typed?.toLowerCase()) {
    case undefined:
      return { wanted: undefined, warnings: [] };
    case 'true':
      return { wanted: true, warnings: [] };
    case 'false':
      return { wanted: false, warnings: [] };
    default:
      return { wanted: undefined, warnings: [{ reason: 'unknown-runai-value', value: typed as string }] };
  }
}

/** Whether the pod asks for the scheduler, a project or an amount. */
export function carriesWish(context: PodContext, wanted: boolean | undefined): boolean {
  const { voices } = context;
  return (
    wanted === true ||
    // An unreadable project still says that the scheduler is wanted; an unreadable amount says nothing.
    namesProject(voices) ||
    wishesFor(FRACTION, voices).some(isReadable) ||
    wishesFor(MEMORY, voices).some(isReadable)
  );
}

/** Chooses the course of a pod that is in scope, does real work and is free to go to the scheduler. */
export function chooseRouting(context: PodContext, settings: DecisionSettings): Routing {
  const { wanted, warnings: onLabel } = schedulerWanted(context);
  const reason = whyRouted(context, wanted, settings);
  if (reason === undefined) {
    return leave('nothing-asked', onLabel);
  }
  const foreign = reason === 'asked' ? undefined : labelNotOfNamespace(context, settings);
  if (foreign !== undefined) {
    return leave('label-not-of-namespace', [...onLabel, foreign]);
  }
  const { project, warnings: onProject } = chooseProject(
    context.voices,
    settings,
    context.gangOwner?.project,
    context.namespaceProject,
  );
  const warnings = [...onLabel, ...onProject];
  if (project !== undefined || hasQueue(context, settings)) {
    return { kind: 'route', reason, project, warnings };
  }
  const missing: Warning = { reason: 'no-project', gang: context.gang !== undefined };
  if (reason === 'asked') {
    // The scheduler has a rule of its own: Run:ai takes the namespace's link, KAI its default queue.
    return { kind: 'route', reason, project, warnings: [...warnings, missing] };
  }
  return leave('no-project', context.gang === undefined ? onLabel : [...onLabel, missing]);
}

function whyRouted(
  context: PodContext,
  wanted: boolean | undefined,
  settings: DecisionSettings,
): RouteReason | undefined {
  if (context.pod.spec.schedulerName === settings.schedulerName || carriesWish(context, wanted)) {
    return 'asked';
  }
  if (settings.route === 'requested') {
    return undefined;
  }
  if (context.workload.name !== 'other' && hasGpuLimit(context.pod)) {
    return 'gpu-workload';
  }
  // Half a gang on another scheduler never starts, so its members go together or not at all.
  if (context.gang !== undefined && context.gangOwner?.wantsScheduler !== false) {
    return 'gang-member';
  }
  return settings.route === 'all' ? 'route-all' : undefined;
}

const hasQueue = (context: PodContext, settings: DecisionSettings): boolean =>
  trim(context.labels[settings.queueLabelKey] ?? '') !== '';

/**
 * Many charts label their pods `project` for book-keeping. Where nobody asked for the scheduler, only a label that
 * names the namespace's own project can be meant for it.
 */
function labelNotOfNamespace(context: PodContext, settings: DecisionSettings): Warning | undefined {
  const own = context.namespaceProject?.value;
  const project = trim(context.labels[settings.projectLabel] ?? '');
  if (project !== '' && project !== own) {
    return { reason: 'label-not-of-namespace', label: settings.projectLabel, value: project };
  }
  const queue = trim(context.labels[settings.queueLabelKey] ?? '');
  if (queue !== '' && own !== undefined && !isOwnQueue(queue, own, context.labels[settings.nodePoolLabel])) {
    return { reason: 'label-not-of-namespace', label: settings.queueLabelKey, value: queue };
  }
  return undefined;
}
