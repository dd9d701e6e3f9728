import type { Source, SourcedValue } from '../source.ts';
import { trim } from '../values/text.ts';
import { ownValue, type StringMap } from './pod.ts';

/** The keys under which the scheduler looks; the flavour chooses them. */
export interface SchedulerLabelKeys {
  readonly projectLabel: string;
  readonly queueLabelKey: string;
  readonly nodePoolLabel: string;
}

/** The labels of a pod, an owner or a template that say whose quota is spent. */
export interface SchedulerLabels {
  readonly project: SourcedValue | undefined;
  readonly queue: SourcedValue | undefined;
  /** Empty where no node pool is named. */
  readonly pool: string;
}

/** @param sourceOf tells where a label of this key stands */
export function readSchedulerLabels(
  labels: StringMap,
  { projectLabel, queueLabelKey, nodePoolLabel }: SchedulerLabelKeys,
  sourceOf: (name: string) => Source,
): SchedulerLabels {
  const read = (name: string): SourcedValue | undefined => {
    const value = trim(ownValue(labels, name) ?? '');
    return value === '' ? undefined : { value, source: sourceOf(name) };
  };
  return { project: read(projectLabel), queue: read(queueLabelKey), pool: ownValue(labels, nodePoolLabel) ?? '' };
}
