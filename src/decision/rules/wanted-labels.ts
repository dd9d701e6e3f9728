import type { PodContext } from '../pod-context.ts';
import type { DecisionSettings } from '../settings.ts';
import type { SourcedValue } from '../source.ts';
import { isLabelValue } from '../values/text.ts';
import { isQueueOf } from './own-queue.ts';

/** The labels that a routed pod has to have; one that is there is never overwritten. */
export function wantedLabels(
  context: PodContext,
  project: SourcedValue | undefined,
  settings: DecisionSettings,
): ReadonlyMap<string, string> {
  const { labelsSoon, owner } = context;
  const labels = new Map<string, string>();
  if (project === undefined) {
    return labels;
  }
  // A label of the pod's own stays, also where its owner's is read before it.
  labels.set(settings.projectLabel, (labelsSoon.project ?? project).value);
  const { pool } = labelsSoon;
  const ofProject = settings.queuePerNodePool && pool !== '' ? `${project.value}-${pool}` : project.value;
  // A queue that a PodDefault is about to set is the pod's, as if it stood there already.
  const queue = labelsSoon.queue?.value ?? queueOfTemplates(context, settings) ?? ofProject;
  // An owner's queue is read before a pod's. A name too long for a label is left out: KAI puts it together itself, from
  // the project and node-pool labels.
  if (settings.queueLabel && owner?.labels.queue === undefined && isLabelValue(queue)) {
    labels.set(settings.queueLabelKey, queue);
  }
  return labels;
}

/** A queue on one template holds for the pods of all, as far as they may use it. */
function queueOfTemplates(
  { owner, namespace, labelsSoon }: PodContext,
  settings: DecisionSettings,
): string | undefined {
  const queue = owner?.templateQueue?.value;
  const mayUse =
    queue !== undefined && (namespace.project === undefined || isQueueOf(namespace, queue, labelsSoon.pool, settings));
  return mayUse ? queue : undefined;
}
