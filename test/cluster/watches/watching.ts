import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ClusterAccess } from '../../../src/cluster/access.ts';
import { kubeconfigAccess } from '../../../src/cluster/kubeconfig.ts';
import { WATCH_TIMING, type WatchTiming } from '../../../src/cluster/timing.ts';
import { watchCluster } from '../../../src/commands/watch-cluster.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import { SurroundingsStore } from '../../../src/surroundings/store.ts';
import { openLog } from '../../../src/telemetry/log.ts';
import { Metrics } from '../../../src/telemetry/metrics.ts';
import { readSeries } from '../../server/running-webhook.ts';
import type { Cluster } from '../control-plane.ts';
import { waitFor } from '../wait.ts';

/** Watches of a cluster, ended when the test is. */
export interface Watching {
  store: SurroundingsStore;
  /** Why it is not ready. */
  problem(): string | undefined;
  ready(): Promise<void>;
  lines(msg: string): Record<string, unknown>[];
  /** Lines about watches that failed. An API server whose CRD is new turns them away for a moment (429), which is no fault of theirs. */
  faults(): Record<string, unknown>[];
  metric(series: string): Promise<number | undefined>;
}

/** As in production, but every pause is short: no test can wait for two minutes of silence. */
const hurried: WatchTiming = {
  ...WATCH_TIMING,
  answerMillis: 3000,
  firstBackoffMillis: 100,
  mostBackoffMillis: 500,
  forbiddenMillis: 1000,
  discoveryMillis: 500,
  pageSize: 3,
};

/** Starts to watch. */
export function watching(access: ClusterAccess, timing: Partial<WatchTiming> = {}): Watching {
  const lines: string[] = [];
  const metrics = new Metrics('test');
  const log = openLog('debug', { destination: { write: (line: string) => void lines.push(line) } });
  const store = new SurroundingsStore(loadSettings(undefined, { flavour: 'kai' }).decision);
  const { readinessCheck, close } = watchCluster(access, store, { log, metrics }, 'kai-scheduler', {
    ...hurried,
    ...timing,
  });
  onTestFinished(close);
  const about = (msg: string) =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => String(line['msg']).includes(msg));
  return {
    store,
    problem: readinessCheck.problem,
    async ready() {
      await waitFor('the watches to be ready', async (saw) => {
        const problem = readinessCheck.problem();
        saw({ problem, lines });
        return problem === undefined;
      });
    },
    lines: about,
    faults: () => about('a watch failed').filter(({ problem }) => problem !== 'throttled'),
    metric: async (series) => readSeries(await metrics.exposition(), `gpu_fraction_webhook_surroundings_${series}`),
  };
}

/** The administrator's access, on another port if something stands in the way. */
export function administrator(cluster: Cluster, port?: number): Promise<ClusterAccess> {
  if (port === undefined) return kubeconfigAccess({ kubeconfig: cluster.kubeconfigPath }, {});
  const file = join(cluster.folder, `by-port-${port}.json`);
  const config = JSON.parse(readFileSync(cluster.kubeconfigPath, 'utf8'));
  config.clusters[0].cluster.server = `https://127.0.0.1:${port}`;
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return kubeconfigAccess({ kubeconfig: file }, {});
}

/** Port of the API server. */
export const apiPort = (cluster: Cluster): number =>
  Number(new URL(cluster.kubeConfig.getCurrentCluster()?.server ?? '').port);
