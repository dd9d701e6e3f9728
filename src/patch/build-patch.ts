import type { Operation } from 'fast-json-patch';
import type { Decision, LeaveAlone, Route } from '../decision/decision.ts';
import type { PodJson } from '../decision/pod/pod.ts';
import { DECISION_ANNOTATION } from '../decision/vocabulary.ts';
import { describeDecision } from './decision-annotation.ts';
import { patchGpuLimits } from './gpu-limits-patch.ts';
import { pointer } from './json-pointer.ts';
import { patchMap } from './map-patch.ts';

const NOTHING: readonly Operation[] = [];

/**
 * The JSON Patch (RFC 6902) that carries a decision out: single paths that this program owns, and only where the pod
 * differs from what was decided. So a second pass over the result is empty, and no other byte of the pod can change.
 */
export function buildPatch(pod: PodJson, decision: Decision): readonly Operation[] {
  switch (decision.kind) {
    case 'route':
      return patchRoute(pod, decision);
    case 'leave-alone':
      return patchLeaveAlone(pod, decision);
    case 'refuse':
      return NOTHING;
  }
}

function patchRoute(pod: PodJson, decision: Route): readonly Operation[] {
  const { target } = decision;
  const { annotations, labels } = pod.metadata;
  // A label that is there stays: controllers may select by it, and the scheduler has been told by its author.
  const missing = new Map([...target.labels].filter(([key]) => !labels || !Object.hasOwn(labels, key)));
  const changes = [
    ...patchScheduler(pod, target.schedulerName),
    ...patchMap({ path: ['metadata', 'labels'], current: labels, set: missing, remove: [] }),
    ...patchGpuLimits(pod, target.gpuLimits),
    // Last, since it changes the indices that the operations above use.
    ...moveToFront(pod, target.firstContainer),
  ];
  const onAnnotations = patchMap({
    path: ['metadata', 'annotations'],
    current: annotations,
    set: target.annotations,
    remove: target.dropAnnotations,
  });
  if (changes.length === 0 && onAnnotations.length === 0) {
    return NOTHING;
  }
  return [...withDecision(pod, onAnnotations, decision), ...changes];
}

/** The decision in words goes beside any other change; into the one operation that makes the map, where there is none. */
function withDecision(pod: PodJson, operations: readonly Operation[], decision: Route): readonly Operation[] {
  const path = ['metadata', 'annotations'];
  const current = pod.metadata.annotations;
  const line = [DECISION_ANNOTATION, describeDecision(decision)] as const;
  return current === null || current === undefined
    ? patchMap({ path, current, set: new Map([...decision.target.annotations, line]), remove: [] })
    : [...operations, ...patchMap({ path, current, set: new Map([line]), remove: [] })];
}

function patchLeaveAlone(pod: PodJson, decision: LeaveAlone): readonly Operation[] {
  if (decision.dropAnnotations.length === 0) {
    return NOTHING;
  }
  return patchMap({
    path: ['metadata', 'annotations'],
    current: pod.metadata.annotations,
    set: new Map([[DECISION_ANNOTATION, describeDecision(decision)]]),
    remove: decision.dropAnnotations,
  });
}

function patchScheduler({ spec }: PodJson, schedulerName: string): readonly Operation[] {
  if (spec.schedulerName === schedulerName) {
    return NOTHING;
  }
  // `add` also replaces a member that is there, and works where a person's YAML said `null`.
  return [{ op: 'add', path: pointer('spec', 'schedulerName'), value: schedulerName }];
}

function moveToFront(pod: PodJson, name: string | undefined): readonly Operation[] {
  const index = name === undefined ? 0 : pod.spec.containers.findIndex((container) => container.name === name);
  return index > 0
    ? [{ op: 'move', from: pointer('spec', 'containers', index), path: pointer('spec', 'containers', 0) }]
    : NOTHING;
}
