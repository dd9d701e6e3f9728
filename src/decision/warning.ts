import type { FaultReason } from './reasons.ts';
import type { Refusal } from './refusal.ts';
import { containerOf, describeSource, type Source, type SourcedValue, shortSource } from './source.ts';

/** Something a person should know beside the decision itself. */
export type Warning =
  | { readonly reason: 'sources-disagree'; readonly used: SourcedValue; readonly ignored: SourcedValue }
  | {
      readonly reason: 'owner-label-wins';
      readonly read: SourcedValue;
      readonly owner: string;
      readonly ignored: SourcedValue;
    }
  | { readonly reason: 'foreign-label-unread'; readonly foreign: SourcedValue; readonly read: SourcedValue }
  | { readonly reason: 'unreadable-env'; readonly source: Source }
  | { readonly reason: 'rounded-down' | 'unit-converted'; readonly typed: SourcedValue; readonly written: string }
  | {
      readonly reason: 'gpu-limit-removed';
      /** The container that loses its limit, and how many others do. */
      readonly container: string;
      readonly others: number;
      readonly limit: string;
      /** Where the share goes, if that is another container. */
      readonly shareGoesTo: string | undefined;
      readonly rayStartCommandStays: boolean;
    }
  | { readonly reason: 'gpu-limit-elsewhere'; readonly container: string; readonly workContainer: string }
  | { readonly reason: 'share-follows-limit'; readonly container: string; readonly asking: string }
  | { readonly reason: 'other-accelerator'; readonly resource: string; readonly isClaim: boolean }
  | { readonly reason: 'amount-on-owner'; readonly source: Source }
  | { readonly reason: 'nameless-pod' }
  | { readonly reason: 'annotations-full' }
  | { readonly reason: 'unknown-runai-value'; readonly value: string }
  | { readonly reason: 'empty-project-label'; readonly label: string; readonly project: string }
  | { readonly reason: 'no-project'; readonly gang: boolean }
  | { readonly reason: 'other-scheduler'; readonly schedulerName: string }
  | { readonly reason: 'already-on-a-node'; readonly nodeName: string }
  | { readonly reason: 'label-not-of-namespace'; readonly label: SourcedValue }
  | {
      readonly reason: 'pending-poddefault';
      readonly podDefault: string;
      readonly key: string;
      readonly value: string;
    }
  | { readonly reason: Refusal['reason']; readonly refusal: Refusal }
  | { readonly reason: FaultReason };

/** Shortens what users typed, so that a sentence keeps both of its ends. */
export type Shorten = (value: string) => string;

/**
 * The warning as a sentence without its reason.
 *
 * @param brief shortens values; the same sentence serves a warning of 120 characters and a terminal
 */
export function sentenceOf(warning: Warning, brief: Shorten): string {
  switch (warning.reason) {
    case 'sources-disagree':
      return disagreement(warning, brief);
    case 'owner-label-wins':
      return `the scheduler reads ${brief(warning.read.value)} of ${brief(warning.owner)}, not ${brief(warning.ignored.value)}`;
    case 'foreign-label-unread': {
      const { foreign, read } = warning;
      return `${brief(foreign.value)} (${shortSource(foreign.source, brief)}) is foreign; ${brief(read.value)} is read first`;
    }
    case 'unreadable-env':
      return `${warning.source.kind === 'pod-default' ? 'env of ' : ''}${shortSource(warning.source, brief)} cannot be read at admission; give a plain value`;
    case 'rounded-down':
      return `${shortSource(warning.typed.source, brief)} ${brief(warning.typed.value)} became ${warning.written}`;
    case 'unit-converted':
      return `${shortSource(warning.typed.source, brief)} ${brief(warning.typed.value)} is written as ${warning.written} (MiB)`;
    case 'gpu-limit-removed':
      return limitRemoved(warning, brief);
    case 'gpu-limit-elsewhere':
      return `nvidia.com/gpu is on ${brief(warning.container)}, not on ${brief(warning.workContainer)}`;
    case 'share-follows-limit':
      return `share goes to ${brief(warning.container)}, which has the GPU limit, not to ${brief(warning.asking)}, which asks`;
    case 'other-accelerator':
      return warning.isClaim
        ? `${brief(warning.resource)} stays; if it is for a GPU, the pod waits for both`
        : `${brief(warning.resource)} stays, and the pod waits for both; remove one`;
    case 'amount-on-owner':
      return `${brief(describeSource(warning.source))} reaches no pod; use the template`;
    case 'nameless-pod':
      return 'KAI refuses a share with generateName alone; set metadata.name or use a Job';
    case 'annotations-full':
      return 'no room left in 262144 bytes of annotations; shorten them';
    case 'unknown-runai-value':
      return `label runai "${brief(warning.value)}" ignored; write "true" or "false"`;
    case 'empty-project-label':
      return `label ${brief(warning.label)} is empty; remove it to use ${brief(warning.project)}`;
    case 'no-project':
      return warning.gang
        ? 'name it on every template of the gang or on the namespace'
        : 'name it on the pod (RUNAI_PROJECT) or the namespace';
    case 'other-scheduler':
      return `pod left to scheduler ${brief(warning.schedulerName)}; what it asks for has no effect`;
    case 'already-on-a-node':
      return `spec.nodeName ${brief(warning.nodeName)}: what it asks for has no effect`;
    case 'label-not-of-namespace':
      return `${brief(warning.label.value)} (${shortSource(warning.label.source, brief)}) is not the namespace's; left alone`;
    case 'pending-poddefault':
      return `PodDefault ${brief(warning.podDefault)} will set ${brief(warning.key)} "${brief(warning.value)}"; left alone`;
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

/** Of one variable on two containers, the containers tell which is which. */
function disagreement({ used, ignored }: Warning & { readonly reason: 'sources-disagree' }, brief: Shorten): string {
  const [first, second] = [shortSource(used.source, brief), shortSource(ignored.source, brief)];
  const [here, there] = [containerOf(used.source), containerOf(ignored.source)];
  return first === second && here !== undefined && there !== undefined
    ? `${brief(used.value)} (${first} of ${brief(here)}) used, not ${brief(ignored.value)} (of ${brief(there)})`
    : `${brief(used.value)} (${first}) used, not ${brief(ignored.value)} (${second})`;
}

/** First where the share goes, if a person put the GPU elsewhere: that is what changes where the work runs. */
function limitRemoved(
  { container, others, limit, shareGoesTo, rayStartCommandStays }: Warning & { readonly reason: 'gpu-limit-removed' },
  brief: Shorten,
): string {
  const loser = `${brief(container)}${others > 0 ? ` (+${others} more)` : ''}`;
  const goesTo = shareGoesTo === undefined ? '' : `share goes to ${brief(shareGoesTo)}; `;
  return rayStartCommandStays
    ? `${goesTo}limit of ${loser} removed; --num-gpus stays, set rayStartParams`
    : `${goesTo}limit nvidia.com/gpu: ${limit} of ${loser} removed`;
}
