import type { Decision, LeaveAlone, Route } from '../decision/decision.ts';
import { annotationBytes, fitsAfter } from '../decision/pod/annotation-bytes.ts';
import { annotationsOf, ownValue, type PodJson } from '../decision/pod/pod.ts';
import { DECISION_ANNOTATION } from '../decision/vocabulary.ts';
import { describeDecision } from './decision-annotation.ts';
import { patchGpuLimits } from './gpu-limits.ts';
import { patchMap } from './map-patch.ts';
import type { PatchOperation } from './operation.ts';
import { pointer } from './pointer.ts';

const NOTHING: readonly PatchOperation[] = [];

/**
 * The JSON Patch (RFC 6902) that carries a decision out: single paths that this program owns, and only where the pod
 * differs from what was decided. So a second pass over the result is empty, and no other byte of the pod can change.
 */
export function buildPatch(pod: PodJson, decision: Decision): readonly PatchOperation[] {
  switch (decision.kind) {
    case 'route':
      return patchRoute(pod, decision);
    case 'leave-alone':
      return decision.dropAnnotations.length === 0
        ? NOTHING
        : patchAnnotations(pod, decision, NO_STRINGS, decision.dropAnnotations);
    case 'refuse':
      return NOTHING;
  }
}

const NO_STRINGS: ReadonlyMap<string, string> = new Map();

function patchRoute(pod: PodJson, decision: Route): readonly PatchOperation[] {
  const { desired } = decision;
  const { annotations, labels } = pod.metadata;
  const changes = [
    ...patchScheduler(pod, desired.schedulerName),
    // A label that is there stays: controllers may select by it, and the scheduler has been told by its author.
    ...patchMap({ path: LABELS, current: labels, set: desired.labels, remove: [], keepsValues: true }),
    ...patchGpuLimits(pod, desired.gpuLimits),
    // Last, since it changes the indices that the operations above use.
    ...moveToFront(pod, desired.firstContainer),
  ];
  const { annotations: set, dropAnnotations: remove } = desired;
  const isDue = changes.length > 0 || patchMap({ path: ANNOTATIONS, current: annotations, set, remove }).length > 0;
  return isDue ? [...patchAnnotations(pod, decision, set, remove), ...changes] : NOTHING;
}

const ANNOTATIONS = pointer('metadata', 'annotations');
const LABELS = pointer('metadata', 'labels');
const SCHEDULER_NAME = pointer('spec', 'schedulerName');

/**
 * The annotations that were decided, and the decision in words beside them. It is left out where it would carry the pod
 * over the API server's limit, which refuses the pod: it only informs.
 */
function patchAnnotations(
  pod: PodJson,
  decision: Route | LeaveAlone,
  set: ReadonlyMap<string, string>,
  remove: readonly string[],
): readonly PatchOperation[] {
  const current = pod.metadata.annotations;
  const described = new Map(set).set(DECISION_ANNOTATION, describeDecision(decision));
  return patchMap({ path: ANNOTATIONS, current, set: fits(pod, described, remove) ? described : set, remove });
}

function fits(pod: PodJson, set: ReadonlyMap<string, string>, remove: readonly string[]): boolean {
  const current = annotationsOf(pod);
  return fitsAfter(annotationBytes(current), (key: string) => ownValue(current, key), set, remove);
}

function patchScheduler({ spec }: PodJson, schedulerName: string): readonly PatchOperation[] {
  if (spec.schedulerName === schedulerName) {
    return NOTHING;
  }
  // `add` also replaces a member that is there, and works where a person's YAML said `null`.
  return [{ op: 'add', path: SCHEDULER_NAME, value: schedulerName }];
}

function moveToFront(pod: PodJson, name: string | undefined): readonly PatchOperation[] {
  const index = name === undefined ? 0 : pod.spec.containers.findIndex((container) => container.name === name);
  return index > 0
    ? [{ op: 'move', from: pointer('spec', 'containers', index), path: pointer('spec', 'containers', 0) }]
    : NOTHING;
}
