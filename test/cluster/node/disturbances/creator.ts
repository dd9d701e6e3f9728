import { readFileSync } from 'node:fs';
import { CoreV1Api } from '@kubernetes/client-node';
import { create } from '../../api.ts';
import { argoInstanceLabel, startArgo } from '../../argo.ts';
import type { Cluster } from '../../control-plane.ts';
import { waitingPod } from '../chart/load.ts';

export const NAMESPACE = 'creators';

/** Label of the pods that a creator's work has. */
export const CREATOR = 'creator';

/** Pods of one piece of work. */
export const PODS_EACH = 3;

/** A controller that creates pods, and work for it. */
export interface Creator {
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** Gives it one more piece of work. */
  readonly make: (number: number) => Promise<void>;
  /** How many of its pods the policy on unpatched pods has refused. */
  readonly refused: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** A pod that waits, as the ones of the load do. */
function template(name: string, labels: Record<string, string> = {}): { metadata: object; spec: object } {
  const { metadata, spec } = waitingPod();
  return {
    metadata: { annotations: metadata.annotations, labels: { [CREATOR]: name, ...labels } },
    spec: spec as object,
  };
}

const POLICY = 'gpu-fraction-webhook-unpatched';

/** By the events of the controller. */
async function refusedByEvents({ kubeConfig }: Cluster, kind: string): Promise<number> {
  const fieldSelector = `reason=FailedCreate,involvedObject.kind=${kind}`;
  const { items } = await kubeConfig
    .makeApiClient(CoreV1Api)
    .listNamespacedEvent({ namespace: NAMESPACE, fieldSelector });
  return items.filter(({ message }) => message?.includes(POLICY)).reduce((sum, { count = 1 }) => sum + count, 0);
}

const never = async (): Promise<void> => undefined;

export async function job(cluster: Cluster): Promise<Creator> {
  const { metadata, spec } = template('job');
  return {
    name: 'job',
    title: 'Jobs',
    async make(number) {
      await create(cluster.kubeConfig, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: `job-${number}`, namespace: NAMESPACE },
        spec: {
          parallelism: PODS_EACH,
          completions: PODS_EACH,
          template: { metadata, spec: { ...spec, restartPolicy: 'Never' } },
        },
      });
    },
    refused: () => refusedByEvents(cluster, 'Job'),
    stop: never,
  };
}

export async function statefulSet(cluster: Cluster): Promise<Creator> {
  return {
    name: 'stateful-set',
    title: 'StatefulSets',
    async make(number) {
      const name = `set-${number}`;
      await create(cluster.kubeConfig, {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name, namespace: NAMESPACE },
        spec: {
          replicas: PODS_EACH,
          // Otherwise each would wait for the one before to be ready.
          podManagementPolicy: 'Parallel',
          serviceName: name,
          selector: { matchLabels: { app: name } },
          template: template('stateful-set', { app: name }),
        },
      });
    },
    refused: () => refusedByEvents(cluster, 'StatefulSet'),
    stop: never,
  };
}

/** What makes Argo try again: the step itself, or what the controller takes for a passing error. */
const ARGO = {
  'retry-strategy': {
    title: 'Argo steps with a retryStrategy',
    environment: {},
    step: { retryStrategy: { limit: '50', retryPolicy: 'Always', backoff: { duration: '1', factor: '1' } } },
  },
  'transient-error': {
    title: 'Argo steps with TRANSIENT_ERROR_PATTERN',
    environment: { TRANSIENT_ERROR_PATTERN: POLICY },
    step: {},
  },
} as const;

/** A controller of its own for each setting. */
export async function argo(cluster: Cluster, setting: keyof typeof ARGO): Promise<Creator> {
  const { title, environment, step } = ARGO[setting];
  const controller = await startArgo(cluster, environment, setting);
  const { metadata, spec } = template(setting);
  const { schedulingGates = [] as object } = spec as { schedulingGates: object };
  const name = 'step';
  const workflow = {
    entrypoint: 'all',
    serviceAccountName: 'default',
    podSpecPatch: JSON.stringify({ schedulingGates }),
    templates: [
      { name: 'all', steps: [[{ name, template: name, withSequence: { count: `${PODS_EACH}` } }]] },
      { name, metadata, container: { image: 'example.com/none', command: ['train'] }, ...step },
    ],
  };
  return {
    name: setting,
    title,
    async make(number) {
      await create(cluster.kubeConfig, {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Workflow',
        metadata: { name: `${setting}-${number}`, namespace: NAMESPACE, labels: { [argoInstanceLabel]: setting } },
        spec: workflow,
      });
    },
    async refused() {
      // It says more than once what became of a pod.
      const said = readFileSync(controller.logFile, 'utf8').matchAll(
        /pods \\?"([^"\\]+)\\?" .*?gpu-fraction-webhook-unpatched/g,
      );
      return new Set([...said].map(([, pod]) => pod)).size;
    },
    stop: () => controller.stop(),
  };
}
