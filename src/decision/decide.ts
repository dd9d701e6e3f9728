import type { Decision, LeaveAlone, Refusal, Refuse, Route } from './decision.ts';
import type { Surroundings } from './known/surroundings.ts';
import { annotationsOf, type PodJson } from './pod/pod.ts';
import { type PodContext, readPodContext } from './pod-context.ts';
import type { Reason } from './reasons.ts';
import { type Asked, chooseAmount } from './requests/gpu-amount.ts';
import { composeDesiredState } from './rules/desired-state.ts';
import { findQuotaViolation, type QuotaClaim } from './rules/quota-guard.ts';
import { carriesWish, chooseRouting, type Routing, schedulerWanted } from './rules/routing.ts';
import { namespaceOutOfScope, podOutOfScope } from './rules/scope.ts';
import type { DecisionSettings } from './settings.ts';
import { trim } from './values/trim.ts';
import { DEFAULT_SCHEDULER, GPU_ANNOTATIONS, type GpuAnnotation } from './vocabulary.ts';
import type { Warning } from './warning.ts';

/**
 * Decides what should happen to a pod that is being created. Pure: the same pod, surroundings and settings always give
 * the same decision, in the server, on the command line, in benchmarks and in tests.
 *
 * @param namespaceName from the request; the object itself may lack it
 */
export function decide(
  pod: PodJson,
  namespaceName: string,
  surroundings: Surroundings,
  settings: DecisionSettings,
): Decision {
  const outside = namespaceOutOfScope(namespaceName, surroundings.namespace(namespaceName), settings);
  if (outside !== undefined) {
    return { kind: 'leave-alone', reason: outside, workload: 'other', dropAnnotations: [], warnings: [] };
  }
  const context = readPodContext(pod, namespaceName, surroundings, settings);
  if (context.workload.role === 'native') {
    return leaveAlone(context, 'run-ai-native');
  }
  const course = leftAlone(context, settings) ?? chooseRouting(context, settings);
  const trespass = findQuotaViolation(
    claimOf(context, course, settings),
    { name: namespaceName, project: context.namespaceProject },
    settings,
  );
  if (trespass !== undefined && settings.projectGuard === 'deny') {
    return refuse(context, trespass, course.warnings);
  }
  const warnings = trespass === undefined ? course.warnings : [...course.warnings, warningOf(trespass)];
  if (course.kind === 'leave-alone') {
    return leaveAlone(context, course.reason, warnings);
  }
  return route(context, { ...course, warnings }, settings);
}

/** The pods that stay where they are whatever their values, in the order in which a reader would ask. */
function leftAlone(context: PodContext, settings: DecisionSettings): Routing | undefined {
  const { pod, workload, labels } = context;
  const leave = (reason: Reason, warnings: readonly Warning[] = []): Routing => ({
    kind: 'leave-alone',
    reason,
    warnings,
  });
  const outside = podOutOfScope(pod, labels);
  if (outside !== undefined) {
    return leave(outside);
  }
  const { wanted } = schedulerWanted(context);
  if (wanted === false) {
    return leave('scheduler-not-wanted');
  }
  const doesWork = workload.role === 'work' || workload.role === 'companion';
  const isDisappointed = doesWork && carriesWish(context, wanted);
  const { nodeName, schedulerName } = pod.spec;
  if (nodeName) {
    const disappoints = isDisappointed || schedulerName === settings.schedulerName;
    return leave('already-on-a-node', disappoints ? [{ reason: 'already-on-a-node', nodeName }] : []);
  }
  if (!isFree(schedulerName) && schedulerName !== settings.schedulerName) {
    return leave('other-scheduler', isDisappointed ? [{ reason: 'other-scheduler', schedulerName }] : []);
  }
  if (workload.role === 'helper') {
    return leave('helper-pod');
  }
  return workload.role === 'cache-hit' ? leave('cache-hit') : undefined;
}

/** The API server fills in `default-scheduler` before admission, so that name is what "none" looks like here. */
function isFree(schedulerName: PodJson['spec']['schedulerName']): schedulerName is '' | null | undefined {
  return !schedulerName || schedulerName === DEFAULT_SCHEDULER;
}

/** Of a pod that is left alone, only what the scheduler itself reads can spend quota: its labels. */
function claimOf(context: PodContext, course: Routing, settings: DecisionSettings): QuotaClaim {
  const fromLabel = (labels: PodContext['labels'], name: string) => {
    const value = trim(labels[name] ?? '');
    return value === '' ? undefined : ({ value, source: { kind: 'label', name } } as const);
  };
  const { labels } = context;
  if (course.kind === 'route') {
    return { project: course.project, queue: fromLabel(labels, settings.queueLabelKey), labels };
  }
  const onPod = context.voices.labels;
  return context.pod.spec.schedulerName === settings.schedulerName
    ? {
        project: fromLabel(onPod, settings.projectLabel),
        queue: fromLabel(onPod, settings.queueLabelKey),
        labels: onPod,
      }
    : { project: undefined, queue: undefined, labels: onPod };
}

function route(context: PodContext, course: Routing & { kind: 'route' }, settings: DecisionSettings): Decision {
  const companionOf = context.workload.role === 'companion' ? context.podDefaults : undefined;
  const amount = chooseAmount(context.voices, settings.maxWholeGpus, companionOf);
  if (!amount.ok) {
    return invalid(context, amount.refusal, course.warnings, settings);
  }
  const composed = composeDesiredState(context, course.project, amount.asked, settings);
  switch (composed.kind) {
    case 'refusal':
      return invalid(context, composed.refusal, course.warnings, settings);
    case 'leave-alone':
      return leaveAlone(context, 'pending-poddefault', [composed.warning]);
    case 'target': {
      // What a PodDefault spells out is written to the letter, so nothing was rounded.
      const amountWarnings = amount.warnings.filter(
        (warning) => !(composed.spelledByPodDefault && warning.reason === 'rounded-down'),
      );
      return {
        kind: 'route',
        reason: course.reason,
        workload: context.workload.name,
        container: context.workContainer.name,
        project: course.project,
        gpu: gpuDecision(amount.asked, composed.container),
        target: composed.target,
        warnings: [...course.warnings, ...amountWarnings, ...composed.warnings],
      };
    }
  }
}

function gpuDecision(asked: Asked | undefined, container: string): Route['gpu'] {
  return asked === undefined
    ? { kind: 'unchanged' }
    : { kind: 'asked', amount: asked.amount, source: asked.wish.source, container };
}

/** `onInvalid: warn` leaves the pod exactly as it came; the reason stays the one of the refusal. */
function invalid(
  context: PodContext,
  refusal: Refusal,
  warnings: readonly Warning[],
  settings: DecisionSettings,
): Decision {
  return settings.onInvalid === 'deny'
    ? refuse(context, refusal, warnings)
    : leaveAlone(context, refusal.reason, [warningOf(refusal)]);
}

const warningOf = (refusal: Refusal): Warning => ({ reason: refusal.reason, refusal });

function refuse(context: PodContext, refusal: Refusal, warnings: readonly Warning[]): Refuse {
  return { kind: 'refuse', ...refusal, workload: context.workload.name, warnings };
}

function leaveAlone(context: PodContext, reason: Reason, warnings: readonly Warning[] = []): LeaveAlone {
  const dropAnnotations = reason === 'cache-hit' ? presentGpuAnnotations(context.pod) : [];
  return { kind: 'leave-alone', reason, workload: context.workload.name, dropAnnotations, warnings };
}

function presentGpuAnnotations(pod: PodJson): readonly GpuAnnotation[] {
  const annotations = annotationsOf(pod);
  return GPU_ANNOTATIONS.filter((key) => annotations[key] !== undefined);
}
