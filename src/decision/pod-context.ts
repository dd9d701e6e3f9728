import type { GangKey, GangOwner } from './known/gang-owner.ts';
import type { NamespaceContext } from './known/namespace.ts';
import { type PodDefaultsOfPod, podDefaultsOf, podDefaultsOfGang } from './known/pod-defaults.ts';
import type { PodDefault, Surroundings } from './known/surroundings.ts';
import { firstOtherAccelerator, type OtherAccelerator } from './pod/accelerators.ts';
import { annotationBytes } from './pod/annotation-bytes.ts';
import { initContainersOf } from './pod/containers.ts';
import { type GpuLimits, readGpuLimits } from './pod/gpu-limits.ts';
import { annotationsOf, labelsOf, ownerOfKind, ownersOf, ownValue, type PodJson, type StringMap } from './pod/pod.ts';
import { readSchedulerLabels, type SchedulerLabels } from './pod/scheduler-labels.ts';
import type { DecisionSettings } from './settings.ts';
import type { Source } from './source.ts';
import {
  GPU_ANNOTATIONS,
  type GpuAnnotation,
  INJECTION_DISABLED,
  INJECTION_LABEL,
  MIRROR_POD_ANNOTATION,
} from './vocabulary.ts';
import { membershipOf } from './workloads/gangs.ts';
import { recognizeWorkload } from './workloads/table.ts';
import type { Workload } from './workloads/workload.ts';

/** What is known about one pod before it is asked what it wants. No rule looks at the pod itself. */
export interface PodContext {
  readonly namespace: NamespaceContext;
  readonly workload: Workload;
  readonly gang: GangKey | undefined;
  /** The gang's owner, where it is known. */
  readonly owner: GangOwner | undefined;
  /** Whether its ownerReferences lead to the gang's owner, which the scheduler reads then. */
  readonly isOwned: boolean;
  /** Those that reach some member of the gang. */
  readonly podDefaultsOfGang: readonly PodDefault[];
  readonly podDefaults: PodDefaultsOfPod;
  /** Empty where the pod names none. */
  readonly schedulerName: string;
  /** Empty before the pod is placed. */
  readonly nodeName: string;
  readonly isOptedOut: boolean;
  readonly isMirrorPod: boolean;
  readonly isOfDaemonSet: boolean;
  /** Has only the beginning of a name, and nobody who made it. */
  readonly isNameless: boolean;
  readonly labels: SchedulerLabels;
  /** The pod's labels together with those that a pending PodDefault is about to set. */
  readonly labelsSoon: SchedulerLabels;
  /** A project label without a value, which is never overwritten. */
  readonly hasEmptyProjectLabel: boolean;
  readonly gpuAnnotations: ReadonlyMap<GpuAnnotation, string>;
  /** What all annotations take, as the API server counts. */
  readonly annotationBytes: number;
  /** For a sentence about a container that is none of them. */
  readonly containerNames: () => readonly string[];
  readonly gpuLimits: GpuLimits;
  readonly otherAccelerator: OtherAccelerator | undefined;
}

const DAEMON_SETS = new Set(['DaemonSet']);

const onPod = (name: string): Source => ({ kind: 'label', name });

export function readPodContext(
  pod: PodJson,
  namespace: NamespaceContext,
  surroundings: Surroundings,
  settings: DecisionSettings,
): PodContext {
  const gangOwner = (key: GangKey): GangOwner | undefined => surroundings.gangOwner(namespace.name, key);
  const workload = recognizeWorkload(pod, { schedulerName: settings.schedulerName, gangOwner });
  const membership = membershipOf(pod);
  const owner = membership && gangOwner(membership.gang);
  const known = surroundings.podDefaults(namespace.name);
  const podDefaults = podDefaultsOf(pod, namespace.labels, known);
  const annotations = annotationsOf(pod);
  const labels = labelsOf(pod);
  const ownLabels = readSchedulerLabels(labels, settings, onPod);
  return {
    namespace,
    workload,
    gang: membership?.gang,
    owner,
    isOwned: membership?.isOwned === true,
    podDefaultsOfGang: owner === undefined ? [] : podDefaultsOfGang(owner, namespace.labels, known),
    podDefaults,
    schedulerName: pod.spec.schedulerName ?? '',
    nodeName: pod.spec.nodeName ?? '',
    isOptedOut: labelSoon(labels, podDefaults, INJECTION_LABEL) === INJECTION_DISABLED,
    isMirrorPod: Object.hasOwn(annotations, MIRROR_POD_ANNOTATION),
    isOfDaemonSet: ownerOfKind(pod, 'apps', DAEMON_SETS) !== undefined,
    isNameless: !pod.metadata.name && ownersOf(pod).length === 0,
    labels: ownLabels,
    labelsSoon: withPending(ownLabels, labels, podDefaults, settings),
    hasEmptyProjectLabel: ownLabels.project === undefined && Object.hasOwn(labels, settings.projectLabel),
    gpuAnnotations: gpuAnnotationsOf(annotations),
    annotationBytes: annotationBytes(annotations),
    containerNames: () => [...pod.spec.containers, ...initContainersOf(pod)].map(({ name }) => name),
    gpuLimits: readGpuLimits(pod),
    otherAccelerator: firstOtherAccelerator(pod),
  };
}

/** A label that is on the pod stays; a PodDefault's webhook refuses a pod that has another value under its key. */
function withPending(
  own: SchedulerLabels,
  labels: StringMap,
  { pending }: PodDefaultsOfPod,
  settings: DecisionSettings,
): SchedulerLabels {
  return pending.reduce<SchedulerLabels>((soon, podDefault) => {
    const set = readSchedulerLabels(podDefault.labels, settings, (name) => ({
      kind: 'pod-default',
      podDefault: podDefault.name,
      part: 'label',
      name,
    }));
    return {
      project: soon.project ?? (Object.hasOwn(labels, settings.projectLabel) ? undefined : set.project),
      queue: soon.queue ?? (Object.hasOwn(labels, settings.queueLabelKey) ? undefined : set.queue),
      pool: soon.pool || (Object.hasOwn(labels, settings.nodePoolLabel) ? '' : set.pool),
    };
  }, own);
}

function labelSoon(labels: StringMap, { pending }: PodDefaultsOfPod, key: string): string | undefined {
  let value = ownValue(labels, key);
  for (const podDefault of pending) {
    value ??= ownValue(podDefault.labels, key);
  }
  return value;
}

function gpuAnnotationsOf(annotations: StringMap): ReadonlyMap<GpuAnnotation, string> {
  const found = new Map<GpuAnnotation, string>();
  for (const key of GPU_ANNOTATIONS) {
    const value = ownValue(annotations, key);
    if (value !== undefined) {
      found.set(key, value);
    }
  }
  return found;
}
