import type { Manifest } from '../../test/cluster/api.ts';
import { callOk, create } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';
import { waitFor } from '../../test/cluster/wait.ts';
import { median } from '../statistics.ts';

/** Creating pods, as a client sees it; times in milliseconds. */
export interface Creation {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** One round of it. */
export interface CreationRound extends Creation {
  /** Pods that came out without having been through the webhook, though they should have. */
  readonly missed: number;
}

/** What is created where. */
export interface CreationTask {
  readonly namespace: string;
  readonly pods: number;
  /** Pods that are being created at the same time. */
  readonly concurrency: number;
  readonly isRouted: boolean;
}

const SCHEDULER = 'runai-scheduler';

/** Creates pods, and removes them again: a later round must not find more than an earlier one. */
export async function createPods(cluster: Cluster, task: CreationTask): Promise<CreationRound> {
  const { namespace, pods, concurrency } = task;
  const times: number[] = [];
  let started = 0;
  let missed = 0;
  const worker = async (): Promise<void> => {
    while (started < pods) {
      started += 1;
      const begin = performance.now();
      const created = await create(cluster.kubeConfig, askingPod(namespace));
      times.push(performance.now() - begin);
      if (isRouted(created) !== task.isRouted) missed += 1;
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - begin) / 1000;
  await callOk(cluster.kubeConfig, 'DELETE', `/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`);
  times.sort((a, b) => a - b);
  return { perSecond: pods / seconds, p50: quantile(times, 0.5), p99: quantile(times, 0.99), missed };
}

/** Waits until pods go through the webhook of a namespace: the API server learns of a registration by a watch. */
export async function untilRouted(cluster: Cluster, namespace: string): Promise<void> {
  await waitFor(`pods of ${namespace} to be routed`, async () =>
    isRouted(await create(cluster.kubeConfig, askingPod(namespace), '?dryRun=All')),
  );
}

/** Whether a pod has been through a webhook of the bench. */
const isRouted = (created: Manifest): boolean =>
  (created['spec'] as { schedulerName?: string }).schedulerName === SCHEDULER;

/** A pod that asks for half a GPU. */
function askingPod(namespace: string): Manifest {
  const env = Array.from({ length: 20 }, (_, index) => ({ name: `VARIABLE_${index}`, value: 'x'.repeat(40) }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: 'bench-',
      namespace,
      labels: { RUNAI_PROJECT: 'team-a' },
      annotations: { RUNAI_GPU_FRACTION: '50%' },
    },
    // Without the webhook nobody shall start it either.
    spec: {
      schedulingGates: [{ name: 'example.com/bench' }],
      containers: [{ name: 'main', image: 'example.com/none', env }],
    },
  };
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? Number.NaN;

/** Medians over the rounds. */
export function typical(rounds: readonly Creation[]): Creation {
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
  };
}
