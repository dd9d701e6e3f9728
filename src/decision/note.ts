import type { Refusal } from './decision.ts';
import { type Place, type Statement, shortPlace } from './place.ts';

/** Something a person should know beside the decision itself. */
export type Note =
  | {
      readonly reason: 'sources-disagree';
      readonly used: Statement;
      readonly ignored: Statement;
    }
  | { readonly reason: 'unreadable-env'; readonly place: Place }
  | { readonly reason: 'rounded-down' | 'unit-converted'; readonly typed: Statement; readonly written: string }
  | { readonly reason: 'gpu-limit-removed'; readonly container: string; readonly rayStartCommandStays: boolean }
  | { readonly reason: 'gpu-limit-elsewhere'; readonly container: string; readonly workContainer: string }
  | { readonly reason: 'unknown-runai-value'; readonly value: string }
  | { readonly reason: 'empty-project-label'; readonly label: string; readonly project: string }
  | { readonly reason: 'no-project'; readonly gang: boolean }
  | { readonly reason: 'other-scheduler'; readonly schedulerName: string }
  | { readonly reason: 'already-on-a-node'; readonly nodeName: string }
  | { readonly reason: 'label-not-of-namespace'; readonly label: string; readonly value: string }
  | {
      readonly reason: 'pending-poddefault';
      readonly podDefault: string;
      readonly key: string;
      readonly value: string;
    }
  | { readonly reason: Refusal['reason']; readonly refusal: Refusal }
  | { readonly reason: 'internal-error' | 'deadline-exceeded' | 'unreadable-pod' };

/** Shortens what users typed, so that a sentence keeps both of its ends. */
export type Shorten = (value: string) => string;

/**
 * The note as a sentence without its reason.
 *
 * @param brief shortens values; the same sentence serves a warning of 120 characters and a terminal
 */
export function sentenceOf(note: Note, brief: Shorten): string {
  switch (note.reason) {
    case 'sources-disagree': {
      const { used, ignored } = note;
      return `${brief(used.value)} (${shortPlace(used.place)}) used, not ${brief(ignored.value)} (${shortPlace(ignored.place)})`;
    }
    case 'unreadable-env':
      return `${shortPlace(note.place)} cannot be read at admission; give a plain value`;
    case 'rounded-down':
      return `${shortPlace(note.typed.place)} ${brief(note.typed.value)} became ${note.written}`;
    case 'unit-converted':
      return `${shortPlace(note.typed.place)} ${brief(note.typed.value)} is written as ${note.written} (MiB)`;
    case 'gpu-limit-removed':
      return note.rayStartCommandStays
        ? 'nvidia.com/gpu limit removed; --num-gpus stays, set rayStartParams'
        : `limit nvidia.com/gpu: 1 of ${brief(note.container)} removed for the share`;
    case 'gpu-limit-elsewhere':
      return `nvidia.com/gpu is on ${brief(note.container)}, not on ${brief(note.workContainer)}`;
    case 'unknown-runai-value':
      return `label runai "${brief(note.value)}" ignored; write "true" or "false"`;
    case 'empty-project-label':
      return `label ${brief(note.label)} is empty; remove it to use ${brief(note.project)}`;
    case 'no-project':
      return note.gang
        ? 'name it on every template of the gang or on the namespace'
        : 'name it on the pod (RUNAI_PROJECT) or the namespace';
    case 'other-scheduler':
      return `pod left to scheduler ${brief(note.schedulerName)}; its GPU wish has no effect`;
    case 'already-on-a-node':
      return `spec.nodeName ${brief(note.nodeName)}: its GPU wish has no effect`;
    case 'label-not-of-namespace':
      return `label ${brief(note.label)} ${brief(note.value)} is not the namespace's; left alone`;
    case 'pending-poddefault':
      return `PodDefault ${brief(note.podDefault)} will set ${note.key} "${brief(note.value)}"; left alone`;
    case 'internal-error':
    case 'deadline-exceeded':
    case 'unreadable-pod':
      return 'pod left as it came; see the log of the webhook';
    default: {
      const { field, value, remedy } = note.refusal;
      return `${field} "${brief(value)}": ${remedy}`;
    }
  }
}
