import type { EnvVar, Maybe, StringMap } from '../pod/pod.ts';
import type { GangKey, GangOwner } from './gang-owner.ts';

export interface NamespaceFacts {
  readonly name: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
}

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: Maybe<readonly string[]>;
}

export interface LabelSelector {
  readonly matchLabels?: Maybe<StringMap>;
  readonly matchExpressions?: Maybe<readonly LabelSelectorRequirement[]>;
}

/** Kubeflow's PodDefault, as far as it can say something about project and GPU. */
export interface PodDefault {
  readonly name: string;
  readonly namespace: string;
  readonly selector: LabelSelector;
  readonly env: readonly EnvVar[];
  readonly labels: StringMap;
  readonly annotations: StringMap;
}

/**
 * What is known beside the pod. Every look-up is synchronous and answers from memory: a pod waits for the answer, so
 * nothing here may call the API server. `undefined` means "not known", which never blocks a pod.
 */
export interface Surroundings {
  namespace(name: string): NamespaceFacts | undefined;
  podDefaults(namespace: string): readonly PodDefault[];
  gangOwner(namespace: string, key: GangKey): GangOwner | undefined;
}
