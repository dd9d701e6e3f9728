import { type PodDefaultsOfPod, podDefaultsOf } from './known/pod-defaults.ts';
import type { NamespaceFacts, Surroundings } from './known/surroundings.ts';
import { readEnvironment } from './pod/environment.ts';
import {
  annotationsOf,
  type ContainerJson,
  initContainersOf,
  labelsOf,
  type PodJson,
  regularContainer,
  type StringMap,
} from './pod/pod.ts';
import type { GangOwner } from './requests/gang-owner.ts';
import type { Voices } from './requests/sourced-values.ts';
import type { DecisionSettings } from './settings.ts';
import type { SourcedValue } from './source.ts';
import { trim } from './values/trim.ts';
import { GPU_FRACTION_CONTAINER_NAME } from './vocabulary.ts';
import { recognizeWorkload } from './workloads/table.ts';
import { firstWorkContainer, type GangReference, type Workload } from './workloads/workload.ts';

/** Everything about one pod that the steps of a decision look at, gathered once. */
export interface PodContext {
  readonly pod: PodJson;
  readonly namespaceName: string;
  readonly namespace: NamespaceFacts | undefined;
  /** The project that the namespace belongs to. */
  readonly namespaceProject: SourcedValue | undefined;
  readonly workload: Workload;
  readonly podDefaults: PodDefaultsOfPod;
  readonly voices: Voices;
  /** The pod's labels together with those that a pending PodDefault is about to set. */
  readonly labels: StringMap;
  /** What the author wrote under `gpu-fraction-container-name`, or a pending PodDefault will write. */
  readonly namedContainer: string;
  /** The container that does the work, which may be one that the author named. */
  readonly workContainer: ContainerJson;
  readonly gang: GangReference | undefined;
  readonly gangOwner: GangOwner | undefined;
}

export function readPodContext(
  pod: PodJson,
  namespaceName: string,
  surroundings: Surroundings,
  settings: DecisionSettings,
): PodContext {
  const namespace = surroundings.namespace(namespaceName);
  const podDefaults = podDefaultsOf(pod, namespace, surroundings.podDefaults(namespaceName));
  const workload = recognizeWorkload(pod, settings);
  const gang = 'gang' in workload ? workload.gang : undefined;
  const namedContainer = containerNamedByAuthor(pod, podDefaults);
  const recognized = 'container' in workload ? workload.container : firstWorkContainer(pod);
  // A regular container that the author named is the work container in every respect, its environment included.
  const workContainer = regularContainer(pod, namedContainer) ?? recognized;
  return {
    pod,
    namespaceName,
    namespace,
    namespaceProject: projectOfNamespace(namespace, settings),
    workload,
    podDefaults,
    voices: {
      annotations: annotationsOf(pod),
      labels: labelsOf(pod),
      environment: readEnvironment(pod.spec.containers),
      workContainer: workContainer.name,
      pending: podDefaults.pending,
    },
    labels: labelsSoon(pod, podDefaults),
    namedContainer,
    workContainer,
    gang,
    gangOwner: gang === undefined ? undefined : surroundings.gangOwner(namespaceName, gang),
  };
}

function projectOfNamespace(
  namespace: NamespaceFacts | undefined,
  { namespaceProjectLabel: label }: DecisionSettings,
): SourcedValue | undefined {
  const value = trim(namespace?.labels[label] ?? '');
  return value === '' ? undefined : { value, source: { kind: 'namespace', label } };
}

function containerNamedByAuthor(pod: PodJson, { pending }: PodDefaultsOfPod): string {
  const onPod = trim(annotationsOf(pod)[GPU_FRACTION_CONTAINER_NAME] ?? '');
  if (onPod !== '' || pending.length === 0) {
    return onPod;
  }
  const byPodDefault = pending.map(({ annotations }) => trim(annotations[GPU_FRACTION_CONTAINER_NAME] ?? ''));
  return byPodDefault.find((name) => name !== '') ?? '';
}

function labelsSoon(pod: PodJson, { pending }: PodDefaultsOfPod): StringMap {
  return pending.length === 0
    ? labelsOf(pod)
    : Object.assign({}, ...pending.map(({ labels }) => labels).reverse(), labelsOf(pod));
}

export const isInitContainer = (pod: PodJson, name: string): boolean =>
  initContainersOf(pod).some((container) => container.name === name);
