import { startControlPlane } from '../../test/cluster/control-plane.ts';
import { ensureNamespace } from '../../test/cluster/namespaces.ts';
import { firstUnavailable } from '../../test/cluster/programs.ts';
import { installOpenCrd, podDefaults } from '../../test/cluster/watches/open-crd.ts';
import { registerWebhook } from '../../test/cluster/webhook.ts';
import { clusterCredentials } from '../cluster/cluster-credentials.ts';
import { type LoadSetting, underLoad } from '../load/under-load.ts';
import type { Skipped } from '../results.ts';
import { serverById } from '../servers/catalogue.ts';
import type { Server } from '../servers/server.ts';
import { fill } from './fill.ts';
import { asInPod, environmentInPod, serviceAccount } from './service-account.ts';

/** How much a replica watches while it works, and how long. */
export interface WatchingOptions {
  readonly namespaces: number;
  readonly rate: number;
  readonly minutes: number;
  readonly setting: LoadSetting;
}

/** A replica that watches a cluster while it works. */
export interface WatchingResult {
  readonly namespaces: number;
  readonly rate: number;
  readonly minutes: number;
  readonly requests: number;
  readonly failed: number;
  /** From the start of the process until it is ready, everything read once. */
  readonly readyMillis: number;
  readonly readyMiB: number;
  /** Resident memory after each part, in MiB. */
  readonly rssMiB: readonly number[];
}

/** So many looks at the memory: as many as fit into a line. */
const SAMPLES = 20;

/**
 * Sends reviews at a steady rate to the bundle, while it watches as many namespaces and PodDefaults on a real API server as
 * a pod of its own would.
 */
export async function measureWatching(options: WatchingOptions): Promise<WatchingResult | Skipped> {
  const missing = firstUnavailable('etcd', 'kubernetes');
  if (missing !== undefined) {
    return { skipped: missing.reason, enable: missing.enable };
  }
  if (process.getuid?.() !== 0) {
    return { skipped: 'a process gets the folder of a service account from root alone', enable: 'sudo make bench' };
  }
  const { namespaces, setting } = options;
  const cluster = await startControlPlane();
  try {
    const folder = await serviceAccount(cluster);
    await installOpenCrd(cluster, podDefaults);
    await ensureNamespace(cluster, 'kubeflow-alice', { labels: { 'runai-injection': 'enabled' } });
    const credentials = await clusterCredentials(cluster);
    // A replica that no API server is told to trust is not ready. Nobody calls it but the generator.
    await registerWebhook(cluster, { port: 443, caBundle: cluster.authority.cert, by: 'url' });
    setting.say(`${namespaces} namespaces`);
    await fill(cluster, namespaces);
    const ours = serverById('ours');
    const watching: Server = {
      ...ours,
      start: (start) => {
        const { command, environment } = ours.start(start);
        return { command: asInPod(folder, command), environment: { ...environment, ...environmentInPod(cluster) } };
      },
      isReady: ({ otherPort }) => answersOk(`http://127.0.0.1:${otherPort}/readyz`),
    };
    return await work(watching, { ...options, setting: { ...setting, credentials } });
  } finally {
    await cluster.stop();
  }
}

function work(server: Server, { namespaces, rate, minutes, setting }: WatchingOptions): Promise<WatchingResult> {
  return underLoad(server, setting, async (running, generator) => {
    const readyMiB = running.memory().resident;
    const rssMiB: number[] = [];
    let [requests, failed] = [0, 0];
    for (let part = 1; part <= SAMPLES; part += 1) {
      setting.say(`${rate} a second beside the watches, part ${part} of ${SAMPLES}`);
      const result = await generator.run({ rate, seconds: (minutes * 60) / SAMPLES });
      requests += result.requests;
      failed += result.failed;
      rssMiB.push(running.memory().resident);
    }
    return { namespaces, rate, minutes, requests, failed, readyMillis: running.startMillis, readyMiB, rssMiB };
  });
}

const answersOk = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

/** How much more memory the last quarter took than the third one, on average, in MiB. */
export function memorySlope(rssMiB: readonly number[]): number {
  const quarter = Math.floor(rssMiB.length / 4);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean(rssMiB.slice(-quarter)) - mean(rssMiB.slice(-2 * quarter, -quarter));
}
