import type { Cluster } from '../../test/cluster/control-plane.ts';
import { type CallSummary, webhookCalls } from './api-server-histogram.ts';
import { type Creation, type CreationRound, createPods, typical } from './creation.ts';

/** What stands in the way of a pod. */
export const VARIANTS = ['none', 'ours', 'controller-runtime'] as const;

export type Variant = (typeof VARIANTS)[number];

export interface ClusterBenchOptions {
  readonly podsPerRound: number;
  /** Created before anything counts: a server that has just started is slow, on Node.js most of all. */
  readonly warmUpPods: number;
  /** The variants take turns, so that whatever else the machine does hits all of them. */
  readonly rounds: number;
  /** Pods that are being created at the same time, where many are. */
  readonly concurrency: number;
}

/** One variant, medians over the rounds. */
export interface VariantResult {
  readonly variant: Variant;
  readonly oneAtATime: Creation;
  readonly together: Creation;
  /** The API server's own account of its calls to the webhook. */
  readonly calls: CallSummary | undefined;
  readonly missed: number;
}

export interface ClusterBenchResult {
  readonly apiServer: string;
  readonly options: ClusterBenchOptions;
  readonly variants: readonly VariantResult[];
}

/** A webhook that the API server calls for the pods of one namespace. */
export interface Registered {
  readonly variant: Variant;
  readonly namespace: string;
  /** Its name in the registration, and in the API server's metrics. */
  readonly webhookName: string | undefined;
}

/** Creates the same pods on one API server, through each of the webhooks and through none. */
export async function createThroughEach(
  cluster: Cluster,
  registered: readonly Registered[],
  options: ClusterBenchOptions,
  say: (text: string) => void,
): Promise<ClusterBenchResult> {
  const { rounds, podsPerRound, concurrency } = options;
  const taken = registered.map((each) => ({ ...each, single: [] as CreationRound[], many: [] as CreationRound[] }));
  for (const { variant, namespace } of registered) {
    say(`pods on the API server, warming up: ${variant}`);
    await createPods(cluster, { namespace, pods: options.warmUpPods, concurrency, isRouted: variant !== 'none' });
  }
  const before = await Promise.all(registered.map(({ webhookName }) => callsOf(cluster, webhookName)));
  for (let round = 0; round < rounds; round += 1) {
    say(`pods on the API server, round ${round + 1} of ${rounds}`);
    for (const { variant, namespace, single, many } of round % 2 === 0 ? taken : taken.toReversed()) {
      const task = { namespace, isRouted: variant !== 'none' };
      single.push(await createPods(cluster, { ...task, pods: Math.ceil(podsPerRound / 4), concurrency: 1 }));
      many.push(await createPods(cluster, { ...task, pods: podsPerRound, concurrency }));
    }
  }
  const after = await Promise.all(registered.map(({ webhookName }) => callsOf(cluster, webhookName)));
  const variants = taken.map(({ variant, single, many }, index) => ({
    variant,
    oneAtATime: typical(single),
    together: typical(many),
    calls: after[index]?.since(before[index]),
    missed: [...single, ...many].reduce((sum, { missed }) => sum + missed, 0),
  }));
  return { apiServer: cluster.version, options, variants };
}

async function callsOf(cluster: Cluster, webhookName: string | undefined) {
  return webhookName === undefined ? undefined : webhookCalls(cluster, webhookName);
}
