import type { Mode } from '../admission/mode.ts';
import type { Reading } from '../cluster-reading/reading.ts';
import type { NamespaceFacts, Surroundings } from '../decision/known/surroundings.ts';
import type { PodJson } from '../decision/pod/pod.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import type { SchedulerJudgement } from '../settings/scheduler-fit.ts';

/*
 * Everything about one pod that was read of a cluster. A report is made of it alone, so that the same can be said of
 * objects in a file.
 */

export interface PodStory {
  readonly pod: StoredPod;
  /** The pod's owners, the nearest first. */
  readonly owners: readonly Owner[];
  readonly namespace: Reading<StoredNamespace>;
  readonly surroundings: Surroundings;
  readonly settings: DecisionSettings;
  readonly mode: Mode;
  readonly registration: Reading<Registration>;
  /** Which scheduler the cluster has; `undefined` where that cannot be seen. */
  readonly scheduler: SchedulerJudgement | undefined;
  /** Of the pod, the newest last. */
  readonly events: readonly ClusterEvent[];
  /** `undefined` where the pod belongs to none. */
  readonly podGroup: Reading<PodGroup> | undefined;
  readonly podGroupEvents: readonly ClusterEvent[];
  /** The PodGroup's queue and its parent; `undefined` where no PodGroup names one. */
  readonly queue: Reading<Queue> | undefined;
  readonly parentQueue: Reading<Queue> | undefined;
  /** What KAI's scheduler has told its binder. */
  readonly bindRequest: BindRequest | undefined;
  /** The other pods of the same controller; `undefined` where they were not looked at. */
  readonly siblings: readonly Sibling[] | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A pod as it is stored: what a decision reads, and what became of it. */
export interface StoredPod extends PodJson {
  readonly metadata: PodJson['metadata'] & {
    readonly uid?: string | null | undefined;
    readonly creationTimestamp?: string | null | undefined;
    readonly deletionTimestamp?: string | null | undefined;
  };
  readonly spec: PodJson['spec'] & {
    readonly schedulingGates?: readonly { readonly name: string }[] | null | undefined;
  };
  readonly status?: PodStatus | null | undefined;
}

export interface PodStatus {
  readonly phase?: string | null | undefined;
  readonly reason?: string | null | undefined;
  readonly message?: string | null | undefined;
  readonly conditions?: readonly Condition[] | null | undefined;
  readonly initContainerStatuses?: readonly ContainerStatus[] | null | undefined;
  readonly containerStatuses?: readonly ContainerStatus[] | null | undefined;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string | null | undefined;
  readonly message?: string | null | undefined;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready?: boolean | null | undefined;
  readonly state?:
    | {
        readonly waiting?: StateDetail | null | undefined;
        readonly terminated?: StateDetail | null | undefined;
      }
    | null
    | undefined;
}

interface StateDetail {
  readonly reason?: string | null | undefined;
  readonly message?: string | null | undefined;
  readonly exitCode?: number | null | undefined;
}

/** Labels, annotations, and since when each label stands there, as far as the API server tells. */
export interface StoredNamespace extends NamespaceFacts {
  /** By label: when the manager that owns it last changed anything. The label is at least as old, or younger than that by nothing. */
  readonly labelTimes: ReadonlyMap<string, number>;
}

/** One step on the way from the pod upwards. */
export interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
}

/** The MutatingWebhookConfiguration, as far as it tells why a pod was passed by. */
export interface Registration {
  readonly name: string;
  readonly createdAt: number | undefined;
  readonly failurePolicy: string;
  /** Whether all its webhooks say whom the API server shall trust. */
  readonly hasCaBundle: boolean;
}

export interface ClusterEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
}

export interface PodGroup {
  readonly name: string;
  readonly queue: string;
  readonly minMember: number | undefined;
  /** Why the scheduler cannot place it, of each node pool. */
  readonly explanations: readonly Explanation[];
}

export interface Explanation {
  readonly reason: string;
  readonly message: string;
  /** The queue that it is about, which may be a parent of the PodGroup's. */
  readonly queue: string | undefined;
}

export interface Queue {
  readonly name: string;
  readonly parent: string | undefined;
  readonly children: readonly string[];
}

export interface BindRequest {
  readonly node: string;
  readonly phase: string;
  readonly reason: string;
}

export interface Sibling {
  readonly name: string;
  readonly schedulerName: string;
  readonly isFinished: boolean;
}
