import type { Decision, LeaveAlone, Refusal, Refuse, Route } from './decision.ts';
import { type Asked, chooseAmount } from './gpu-request.ts';
import { DEFAULT_SCHEDULER, GPU_ANNOTATIONS, type GpuAnnotation } from './names.ts';
import type { Note } from './note.ts';
import { annotationsOf, type PodJson } from './pod.ts';
import { findTrespass, type QuotaClaim } from './quota-guard.ts';
import type { Reason } from './reasons.ts';
import { type Course, carriesWish, chooseCourse, schedulerWanted } from './routing.ts';
import { namespaceOutOfScope, podOutOfScope } from './scope.ts';
import type { DecisionSettings } from './settings.ts';
import { gatherSubject, type Subject } from './subject.ts';
import type { Surroundings } from './surroundings.ts';
import { composeTarget } from './target.ts';
import { trim } from './trim.ts';

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
    return { kind: 'leave-alone', reason: outside, workload: 'other', dropAnnotations: [], notes: [] };
  }
  const subject = gatherSubject(pod, namespaceName, surroundings, settings);
  if (subject.workload.role === 'native') {
    return leaveAlone(subject, 'run-ai-native');
  }
  const course = leftAlone(subject, settings) ?? chooseCourse(subject, settings);
  const trespass = findTrespass(
    claimOf(subject, course, settings),
    { name: namespaceName, project: subject.namespaceProject },
    settings,
  );
  if (trespass !== undefined && settings.projectGuard === 'deny') {
    return refuse(subject, trespass, course.notes);
  }
  const notes = trespass === undefined ? course.notes : [...course.notes, noteOf(trespass)];
  if (course.kind === 'leave-alone') {
    return leaveAlone(subject, course.reason, notes);
  }
  return route(subject, { ...course, notes }, settings);
}

/** The pods that stay where they are whatever their values, in the order in which a reader would ask. */
function leftAlone(subject: Subject, settings: DecisionSettings): Course | undefined {
  const { pod, workload, labels } = subject;
  const leave = (reason: Reason, notes: readonly Note[] = []): Course => ({ kind: 'leave-alone', reason, notes });
  const outside = podOutOfScope(pod, labels);
  if (outside !== undefined) {
    return leave(outside);
  }
  const { wanted } = schedulerWanted(subject);
  if (wanted === false) {
    return leave('scheduler-not-wanted');
  }
  const doesWork = workload.role === 'work' || workload.role === 'companion';
  const isDisappointed = doesWork && carriesWish(subject, wanted);
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
function claimOf(subject: Subject, course: Course, settings: DecisionSettings): QuotaClaim {
  const fromLabel = (labels: Subject['labels'], name: string) => {
    const value = trim(labels[name] ?? '');
    return value === '' ? undefined : ({ value, place: { kind: 'label', name } } as const);
  };
  const { labels } = subject;
  if (course.kind === 'route') {
    return { project: course.project, queue: fromLabel(labels, settings.queueLabelKey), labels };
  }
  const onPod = subject.voices.labels;
  return subject.pod.spec.schedulerName === settings.schedulerName
    ? {
        project: fromLabel(onPod, settings.projectLabel),
        queue: fromLabel(onPod, settings.queueLabelKey),
        labels: onPod,
      }
    : { project: undefined, queue: undefined, labels: onPod };
}

function route(subject: Subject, course: Course & { kind: 'route' }, settings: DecisionSettings): Decision {
  const companionOf = subject.workload.role === 'companion' ? subject.podDefaults : undefined;
  const amount = chooseAmount(subject.voices, settings.maxWholeGpus, companionOf);
  if (!amount.ok) {
    return invalid(subject, amount.refusal, course.notes, settings);
  }
  const composed = composeTarget(subject, course.project, amount.asked, settings);
  switch (composed.kind) {
    case 'refusal':
      return invalid(subject, composed.refusal, course.notes, settings);
    case 'leave-alone':
      return leaveAlone(subject, 'pending-poddefault', [composed.note]);
    case 'target': {
      // What a PodDefault spells out is written to the letter, so nothing was rounded.
      const amountNotes = amount.notes.filter(
        (note) => !(composed.spelledByPodDefault && note.reason === 'rounded-down'),
      );
      return {
        kind: 'route',
        reason: course.reason,
        workload: subject.workload.name,
        container: subject.workContainer.name,
        project: course.project,
        gpu: gpuDecision(amount.asked, composed.container),
        target: composed.target,
        notes: [...course.notes, ...amountNotes, ...composed.notes],
      };
    }
  }
}

function gpuDecision(asked: Asked | undefined, container: string): Route['gpu'] {
  return asked === undefined
    ? { kind: 'unchanged' }
    : { kind: 'asked', amount: asked.amount, place: asked.wish.place, container };
}

/** `onInvalid: warn` leaves the pod exactly as it came; the reason stays the one of the refusal. */
function invalid(subject: Subject, refusal: Refusal, notes: readonly Note[], settings: DecisionSettings): Decision {
  return settings.onInvalid === 'deny'
    ? refuse(subject, refusal, notes)
    : leaveAlone(subject, refusal.reason, [noteOf(refusal)]);
}

const noteOf = (refusal: Refusal): Note => ({ reason: refusal.reason, refusal });

function refuse(subject: Subject, refusal: Refusal, notes: readonly Note[]): Refuse {
  return { kind: 'refuse', ...refusal, workload: subject.workload.name, notes };
}

function leaveAlone(subject: Subject, reason: Reason, notes: readonly Note[] = []): LeaveAlone {
  const dropAnnotations = reason === 'cache-hit' ? presentGpuAnnotations(subject.pod) : [];
  return { kind: 'leave-alone', reason, workload: subject.workload.name, dropAnnotations, notes };
}

function presentGpuAnnotations(pod: PodJson): readonly GpuAnnotation[] {
  const annotations = annotationsOf(pod);
  return GPU_ANNOTATIONS.filter((key) => annotations[key] !== undefined);
}
