import type { Refusal } from './decision.ts';
import { type Source, type SourcedValue, shortSource } from './source.ts';

/** Something a person should know beside the decision itself. */
export type Warning =
  | {
      readonly reason: 'sources-disagree';
      readonly used: SourcedValue;
      readonly ignored: SourcedValue;
    }
  | { readonly reason: 'unreadable-env'; readonly source: Source }
  | { readonly reason: 'rounded-down' | 'unit-converted'; readonly typed: SourcedValue; readonly written: string }
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
 * The warning as a sentence without its reason.
 *
 * @param brief shortens values; the same sentence serves a warning of 120 characters and a terminal
 */
export function sentenceOf(warning: Warning, brief: Shorten): string {
  switch (warning.reason) {
    case 'sources-disagree': {
      const { used, ignored } = warning;
      return `${brief(used.value)} (${shortSource(used.source)}) used, not ${brief(ignored.value)} (${shortSource(ignored.source)})`;
    }
    case 'unreadable-env':
      return `${shortSource(warning.source)} cannot be read at admission; give a plain value`;
    case 'rounded-down':
      return `${shortSource(warning.typed.source)} ${brief(warning.typed.value)} became ${warning.written}`;
    case 'unit-converted':
      return `${shortSource(warning.typed.source)} ${brief(warning.typed.value)} is written as ${warning.written} (MiB)`;
    case 'gpu-limit-removed':
      return warning.rayStartCommandStays
        ? 'nvidia.com/gpu limit removed; --num-gpus stays, set rayStartParams'
        : `limit nvidia.com/gpu: 1 of ${brief(warning.container)} removed for the share`;
    case 'gpu-limit-elsewhere':
      return `nvidia.com/gpu is on ${brief(warning.container)}, not on ${brief(warning.workContainer)}`;
    case 'unknown-runai-value':
      return `label runai "${brief(warning.value)}" ignored; write "true" or "false"`;
    case 'empty-project-label':
      return `label ${brief(warning.label)} is empty; remove it to use ${brief(warning.project)}`;
    case 'no-project':
      return warning.gang
        ? 'name it on every template of the gang or on the namespace'
        : 'name it on the pod (RUNAI_PROJECT) or the namespace';
    case 'other-scheduler':
      return `pod left to scheduler ${brief(warning.schedulerName)}; its GPU wish has no effect`;
    case 'already-on-a-node':
      return `spec.nodeName ${brief(warning.nodeName)}: its GPU wish has no effect`;
    case 'label-not-of-namespace':
      return `label ${brief(warning.label)} ${brief(warning.value)} is not the namespace's; left alone`;
    case 'pending-poddefault':
      return `PodDefault ${brief(warning.podDefault)} will set ${warning.key} "${brief(warning.value)}"; left alone`;
    case 'internal-error':
    case 'deadline-exceeded':
    case 'unreadable-pod':
      return 'pod left as it came; see the log of the webhook';
    default: {
      const { field, value, remedy } = warning.refusal;
      return `${field} "${brief(value)}": ${remedy}`;
    }
  }
}
