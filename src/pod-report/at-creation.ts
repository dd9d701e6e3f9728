import type { Outcome } from '../admission/outcome.ts';
import { annotationsOf, ownValue } from '../decision/pod/pod.ts';
import { REASONS, type Reason } from '../decision/reasons.ts';
import { DECISION_ANNOTATION, INJECTION_LABEL } from '../decision/vocabulary.ts';
import { type DecisionNow, toldBy } from './decision-now.ts';
import { againBy } from './made-again.ts';
import type { PodStory } from './story.ts';

/** What the pod shows of the moment in which it was created. */
export type AtCreation =
  /** The webhook changed it; `text` is what it wrote. */
  | { readonly kind: 'patched'; readonly reason: Reason; readonly text: string }
  /** There is no trace, and by what is known today none is to be expected. */
  | { readonly kind: 'nothing-to-change'; readonly reason: Reason; readonly text: string }
  /** There is no trace, and there should be one. */
  | {
      readonly kind: 'not-patched';
      readonly reason: Reason;
      readonly text: string;
      readonly causes: readonly string[];
      /** How to have it patched, or refused. */
      readonly remedy: string;
    };

export function atCreation(story: PodStory, { verdict }: DecisionNow): AtCreation {
  const { pod, settings } = story;
  const text = ownValue(annotationsOf(pod), DECISION_ANNOTATION);
  const told = toldBy(pod, settings.schedulerName);
  if (text !== undefined && told !== undefined) {
    return { kind: 'patched', reason: told.reason, text };
  }
  const { outcome, reason } = verdict;
  if (outcome === 'skipped') {
    return { kind: 'nothing-to-change', reason, text: `left as it came (${reason}): ${REASONS[reason].sentence}` };
  }
  if (outcome === 'unchanged') {
    return { kind: 'nothing-to-change', reason, text: `left as it came (${reason}): nothing was missing.` };
  }
  const copied =
    text === undefined
      ? []
      : ['its decision annotation was copied with the manifest: what it says was decided about another pod'];
  return {
    kind: 'not-patched',
    reason,
    text: missed(outcome, reason),
    causes: [...copied, ...causes(story)],
    remedy: remedy(story, outcome),
  };
}

/** What has to come before the pod is made anew, if anything has to. */
function remedy({ mode, registration, pod, owners }: PodStory, outcome: Outcome): string {
  const again = againBy(pod, owners);
  if (mode === 'audit') {
    return `nothing, until mode is enforce; then ${again}`;
  }
  if (registration.kind === 'missing' || (registration.kind === 'read' && !registration.value.hasCaBundle)) {
    return `ask the platform team to look: kubectl gpu-fraction doctor; then ${again}`;
  }
  return outcome === 'denied' ? `correct first what "now" says; then ${again}` : again;
}

const missed = (outcome: Outcome, reason: Reason): string => {
  switch (outcome) {
    case 'denied':
      return `not refused, as it would be (${reason}): ${REASONS[reason].sentence}`;
    case 'error':
      return `not decided (${reason}): ${REASONS[reason].sentence}`;
    default:
      return `not patched, as it would be (${reason}): ${REASONS[reason].sentence}`;
  }
};

/** Why the webhook did nothing, the surest first; where nothing is sure, what it may have been. */
function causes(story: PodStory): readonly string[] {
  if (story.mode === 'audit') {
    return ['the webhook runs in audit mode (mode: audit): it tells what it would do, and changes nothing'];
  }
  const sure = [...causesInRegistration(story)];
  if (sure.length > 0) {
    return sure;
  }
  return [...causesInNamespace(story), ...causesInTheMoment(story)];
}

function causesInRegistration({ registration, pod }: PodStory): readonly string[] {
  if (registration.kind === 'missing') {
    return ['no webhook is registered: there is no MutatingWebhookConfiguration of this program'];
  }
  if (registration.kind !== 'read') {
    return [];
  }
  const { name, createdAt, hasCaBundle } = registration.value;
  if (isAfter(createdAt, pod)) {
    return [`the webhook was registered after the pod was created (MutatingWebhookConfiguration ${name})`];
  }
  return hasCaBundle
    ? []
    : [`MutatingWebhookConfiguration ${name} has no caBundle, so the API server cannot call the webhook`];
}

/** A manager's time moves with each of its changes, so a later one proves nothing; an earlier one does. */
function causesInNamespace({ namespace, pod, settings }: PodStory): readonly string[] {
  if (namespace.kind !== 'read') {
    return [];
  }
  const { name, labels, labelTimes } = namespace.value;
  return [INJECTION_LABEL, settings.namespaceProjectLabel].flatMap((label) =>
    Object.hasOwn(labels, label) && isAfter(labelTimes.get(label), pod)
      ? [`label ${label} of namespace ${name} may be younger than the pod: whoever set it changed the namespace since`]
      : [],
  );
}

function causesInTheMoment({ registration }: PodStory): readonly string[] {
  const policy = registration.kind === 'read' ? registration.value.failurePolicy : undefined;
  return [
    ...(policy === 'Fail'
      ? []
      : [
          `no replica answered in time, and the API server let the pod pass (failurePolicy: Ignore${policy === undefined ? ', if that is set' : ''})`,
        ]),
    'or settings, PodDefaults or the owner have changed since',
  ];
}

const isAfter = (time: number | undefined, { metadata }: PodStory['pod']): boolean =>
  // Kubernetes' times are whole seconds.
  time !== undefined && time > Date.parse(metadata.creationTimestamp ?? '') + 1000;
