import { hasGpuLimit } from './gpu-limits.ts';
import type { Note } from './note.ts';
import type { Statement } from './place.ts';
import { chooseProject, namesProject } from './project.ts';
import { isOwnQueue } from './quota-guard.ts';
import type { Reason, RouteReason } from './reasons.ts';
import type { DecisionSettings } from './settings.ts';
import type { Subject } from './subject.ts';
import { trim } from './trim.ts';
import { FRACTION, isReadable, MEMORY, USE_SCHEDULER, wishesFor } from './wishes.ts';

/** Whether a pod goes to the scheduler at all, before its values are looked at. */
export type Course =
  | {
      readonly kind: 'route';
      readonly reason: RouteReason;
      readonly project: Statement | undefined;
      readonly notes: readonly Note[];
    }
  | { readonly kind: 'leave-alone'; readonly reason: Reason; readonly notes: readonly Note[] };

const leave = (reason: Reason, notes: readonly Note[] = []): Course => ({ kind: 'leave-alone', reason, notes });

/** What the label `runai` says: yes, no, or nothing. */
export function schedulerWanted(subject: Subject): {
  readonly wanted: boolean | undefined;
  readonly notes: readonly Note[];
} {
  const typed = wishesFor(USE_SCHEDULER, subject.voices)[0]?.value;
  switch (typed?.toLowerCase()) {
    case undefined:
      return { wanted: undefined, notes: [] };
    case 'true':
      return { wanted: true, notes: [] };
    case 'false':
      return { wanted: false, notes: [] };
    default:
      return { wanted: undefined, notes: [{ reason: 'unknown-runai-value', value: typed as string }] };
  }
}

/** Whether the pod asks for the scheduler, a project or an amount. */
export function carriesWish(subject: Subject, wanted: boolean | undefined): boolean {
  const { voices } = subject;
  return (
    wanted === true ||
    // An unreadable project still says that the scheduler is wanted; an unreadable amount says nothing.
    namesProject(voices) ||
    wishesFor(FRACTION, voices).some(isReadable) ||
    wishesFor(MEMORY, voices).some(isReadable)
  );
}

/** Chooses the course of a pod that is in scope, does real work and is free to go to the scheduler. */
export function chooseCourse(subject: Subject, settings: DecisionSettings): Course {
  const { wanted, notes: onLabel } = schedulerWanted(subject);
  const reason = whyRouted(subject, wanted, settings);
  if (reason === undefined) {
    return leave('nothing-asked', onLabel);
  }
  const foreign = reason === 'asked' ? undefined : labelNotOfNamespace(subject, settings);
  if (foreign !== undefined) {
    return leave('label-not-of-namespace', [...onLabel, foreign]);
  }
  const { project, notes: onProject } = chooseProject(
    subject.voices,
    settings,
    subject.gangOwner?.project,
    subject.namespaceProject,
  );
  const notes = [...onLabel, ...onProject];
  if (project !== undefined || hasQueue(subject, settings)) {
    return { kind: 'route', reason, project, notes };
  }
  const missing: Note = { reason: 'no-project', gang: subject.gang !== undefined };
  if (reason === 'asked') {
    // The scheduler has a rule of its own: Run:ai takes the namespace's link, KAI its default queue.
    return { kind: 'route', reason, project, notes: [...notes, missing] };
  }
  return leave('no-project', subject.gang === undefined ? onLabel : [...onLabel, missing]);
}

function whyRouted(subject: Subject, wanted: boolean | undefined, settings: DecisionSettings): RouteReason | undefined {
  if (subject.pod.spec.schedulerName === settings.schedulerName || carriesWish(subject, wanted)) {
    return 'asked';
  }
  if (settings.route === 'requested') {
    return undefined;
  }
  if (subject.workload.name !== 'other' && hasGpuLimit(subject.pod)) {
    return 'gpu-workload';
  }
  // Half a gang on another scheduler never starts, so its members go together or not at all.
  if (subject.gang !== undefined && subject.gangOwner?.wantsScheduler !== false) {
    return 'gang-member';
  }
  return settings.route === 'all' ? 'route-all' : undefined;
}

const hasQueue = (subject: Subject, settings: DecisionSettings): boolean =>
  trim(subject.labels[settings.queueLabelKey] ?? '') !== '';

/**
 * Many charts label their pods `project` for book-keeping. Where nobody asked for the scheduler, only a label that
 * names the namespace's own project can be meant for it.
 */
function labelNotOfNamespace(subject: Subject, settings: DecisionSettings): Note | undefined {
  const own = subject.namespaceProject?.value;
  const project = trim(subject.labels[settings.projectLabel] ?? '');
  if (project !== '' && project !== own) {
    return { reason: 'label-not-of-namespace', label: settings.projectLabel, value: project };
  }
  const queue = trim(subject.labels[settings.queueLabelKey] ?? '');
  if (queue !== '' && own !== undefined && !isOwnQueue(queue, own, subject.labels[settings.nodePoolLabel])) {
    return { reason: 'label-not-of-namespace', label: settings.queueLabelKey, value: queue };
  }
  return undefined;
}
