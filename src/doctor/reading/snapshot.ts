import type { Reading } from '../../cluster-reading/reading.ts';
import type { DeploymentFacts, PodCondition, QueueFacts } from '../../cluster-reading/shapes.ts';
import type { WebhookConfigurationFacts } from '../../cluster-reading/webhook-configurations.ts';
import type { NamespaceFacts, PodDefault, Surroundings } from '../../decision/known/surroundings.ts';
import type { PodJson } from '../../decision/pod/pod.ts';
import type { SchedulersFound } from '../../settings/scheduler-fit.ts';
import type { EndpointSliceFacts, KaiConfigFacts } from './objects.ts';
import type { Replica } from './replica.ts';

/** A pod that has not ended, of a namespace in scope. */
export interface RunningPod {
  readonly namespace: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly phase: string;
  readonly conditions: readonly PodCondition[];
  readonly schedulerName: string;
  readonly isOnNode: boolean;
  /** As it was when it was created, as far as that can be told. */
  readonly pod: PodJson;
}

/** What a diagnosis looks at. */
export interface ClusterFacts {
  /** Such as `v1.35.4`. */
  readonly kubernetes: string;
  readonly schedulers: SchedulersFound;
  readonly mutating: readonly WebhookConfigurationFacts[];
  readonly validating: readonly WebhookConfigurationFacts[];
  readonly namespaces: readonly NamespaceFacts[];
  readonly podDefaults: readonly PodDefault[];
  /** The same as the webhook knows beside a pod. */
  readonly surroundings: Surroundings;
  readonly queues: readonly QueueFacts[];
  readonly kaiConfigs: readonly KaiConfigFacts[];
  readonly runtimeClasses: readonly string[];
  readonly deployments: readonly DeploymentFacts[];
  /** Of the Service by which the API server calls the webhook. */
  readonly endpointSlices: readonly EndpointSliceFacts[];
  readonly replicas: readonly Replica[];
  readonly pods: readonly RunningPod[];
}

/** Each read once, or why it could not be. */
export type Snapshot = { readonly [Fact in keyof ClusterFacts]: Reading<ClusterFacts[Fact]> };
