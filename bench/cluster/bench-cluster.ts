import type { Manifest } from '../../test/cluster/api.ts';
import { callOk, create } from '../../test/cluster/api.ts';
import type { Cluster } from '../../test/cluster/control-plane.ts';
import { startControlPlane } from '../../test/cluster/control-plane.ts';
import { ensureNamespace } from '../../test/cluster/namespaces.ts';
import { optedIn } from '../../test/cluster/own-webhook.ts';
import { firstUnavailable } from '../../test/cluster/programs.ts';
import { waitFor } from '../../test/cluster/wait.ts';
import { registerWebhook } from '../../test/cluster/webhook.ts';
import { startWebhookProgram } from '../../test/cluster/webhook-program.ts';
import { type WebhookCalls, webhookCalls } from './api-server-histogram.ts';

export interface ClusterBenchOptions {
  readonly podsPerRound: number;
  /** Rounds with and without the webhook take turns, so that whatever else the machine does hits both. */
  readonly rounds: number;
  /** Pods that are being created at the same time. */
  readonly concurrency: number;
}

/** Creating pods, as a client sees it; times in milliseconds. */
export interface Creation {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export interface ClusterBenchResult {
  readonly apiServer: string;
  readonly options: ClusterBenchOptions;
  /** Medians over the rounds. */
  readonly without: Creation;
  readonly within: Creation;
  /** The API server's own account of its calls to the webhook. */
  readonly calls: WebhookCalls;
  /** Pods that came out of the API server without having been through the webhook, though they should have. */
  readonly missed: number;
}

const NAMESPACES = { without: 'bench-without', within: 'bench-within' } as const;
const SCHEDULER = 'kai-scheduler';

/**
 * Creates the same pods on the same API server with and without the webhook. Returns why not, where this machine has no
 * API server.
 */
export async function benchCluster(options: ClusterBenchOptions): Promise<ClusterBenchResult | { skipped: string }> {
  const missing = firstUnavailable('etcd', 'kubernetes');
  if (missing !== undefined) {
    return { skipped: `${missing.reason}; to enable it: ${missing.enable}` };
  }
  const cluster = await startControlPlane();
  try {
    await startReplica(cluster);
    await createPods(cluster, 'without', { ...options, rounds: 1 });
    await createPods(cluster, 'within', { ...options, rounds: 1 });
    const before = await webhookCalls(cluster);
    const rounds: Record<keyof typeof NAMESPACES, Round[]> = { without: [], within: [] };
    for (let round = 0; round < options.rounds; round += 1) {
      rounds.without.push(await createPods(cluster, 'without', options));
      rounds.within.push(await createPods(cluster, 'within', options));
    }
    return {
      apiServer: cluster.version,
      options,
      without: summary(rounds.without),
      within: summary(rounds.within),
      calls: (await webhookCalls(cluster)).since(before),
      missed: rounds.within.reduce((sum, { missed }) => sum + missed, 0),
    };
  } finally {
    await cluster.stop();
  }
}

async function startReplica(cluster: Cluster): Promise<void> {
  const labels = { within: optedIn('team-a'), without: {} };
  for (const kind of ['without', 'within'] as const) {
    await ensureNamespace(cluster, NAMESPACES[kind], { labels: labels[kind] });
  }
  const { port } = await startWebhookProgram(cluster, 'gpu-fraction-webhook', {
    surroundings: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACES.within, labels: labels.within } },
    ],
  });
  // By URL, which is loopback: a measurement stays on this machine.
  await registerWebhook(cluster, { port, caBundle: cluster.authority.cert, by: 'url' });
  await waitFor('the API server to call the webhook', async () =>
    isRouted(await create(cluster.kubeConfig, pod(NAMESPACES.within), '?dryRun=All')),
  );
}

interface Round extends Creation {
  readonly missed: number;
}

async function createPods(
  cluster: Cluster,
  kind: keyof typeof NAMESPACES,
  { podsPerRound, concurrency }: ClusterBenchOptions,
): Promise<Round> {
  const namespace = NAMESPACES[kind];
  const times: number[] = [];
  let started = 0;
  let missed = 0;
  const worker = async (): Promise<void> => {
    while (started < podsPerRound) {
      started += 1;
      const begin = performance.now();
      const created = await create(cluster.kubeConfig, pod(namespace));
      times.push(performance.now() - begin);
      if (kind === 'within' && !isRouted(created)) missed += 1;
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - begin) / 1000;
  // A later round must not find more pods than an earlier one.
  await callOk(cluster.kubeConfig, 'DELETE', `/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`);
  times.sort((a, b) => a - b);
  return { perSecond: podsPerRound / seconds, p50: quantile(times, 0.5), p99: quantile(times, 0.99), missed };
}

const isRouted = (created: Manifest): boolean =>
  (created['spec'] as { schedulerName?: string }).schedulerName === SCHEDULER;

function pod(namespace: string): Manifest {
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
    spec: { containers: [{ name: 'main', image: 'example.com/none', env }] },
  };
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;

function summary(rounds: readonly Round[]): Creation {
  const median = (values: readonly number[]) =>
    quantile(
      values.toSorted((a, b) => a - b),
      0.5,
    );
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
  };
}
