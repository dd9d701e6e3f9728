import { setTimeout as sleep } from 'node:timers/promises';
import { startControlPlane } from '../../test/cluster/control-plane.ts';
import { ensureNamespace } from '../../test/cluster/namespaces.ts';
import { firstUnavailable } from '../../test/cluster/programs.ts';
import { installOpenCrd, podDefaults } from '../../test/cluster/watches/open-crd.ts';
import { serverById } from '../servers/catalogue.ts';
import { RunningServer } from '../servers/running-server.ts';
import type { Server } from '../servers/server.ts';
import { type RoundSetting, startGenerator } from '../side-by-side/rounds.ts';
import { fill } from '../watches/fill.ts';
import { asInPod, environmentInPod, serviceAccount } from '../watches/service-account.ts';

/** A replica that works for long, with watches of a cluster. */
export interface SoakOptions {
  readonly namespaces: number;
  readonly rate: number;
  readonly minutes: number;
  readonly setting: RoundSetting;
}

export interface SoakResult {
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
 * Sends reviews at a steady rate to the bundle, while it watches as many namespaces and PodDefaults on a real API server as a pod of its
 * own would. Returns why not, where that cannot be had.
 */
export async function soak(options: SoakOptions): Promise<SoakResult | { readonly skipped: string }> {
  const missing = firstUnavailable('etcd', 'kubernetes');
  if (missing !== undefined) {
    return { skipped: `${missing.reason}; to enable it: ${missing.enable}` };
  }
  if (process.getuid?.() !== 0) {
    return { skipped: 'a process gets the folder of a service account from root alone; to enable it: sudo make bench' };
  }
  const { namespaces, setting } = options;
  const cluster = await startControlPlane();
  try {
    const folder = await serviceAccount(cluster);
    await installOpenCrd(cluster, podDefaults);
    await ensureNamespace(cluster, 'kubeflow-alice', { labels: { 'runai-injection': 'enabled' } });
    await fill(cluster, namespaces);
    const ours = serverById('ours');
    const watching: Server = {
      ...ours,
      start: (start) => {
        const { command, environment } = ours.start(start);
        return { command: asInPod(folder, command), environment: { ...environment, ...environmentInPod(cluster) } };
      },
    };
    return await work(watching, options);
  } finally {
    await cluster.stop();
    setting.say('soak: done');
  }
}

async function work(server: Server, { namespaces, rate, minutes, setting }: SoakOptions): Promise<SoakResult> {
  const begun = performance.now();
  const running = await RunningServer.start(server, setting);
  const generator = startGenerator(running, setting);
  try {
    while (!(await isReady(running.otherPort))) {
      await sleep(2);
    }
    const readyMillis = performance.now() - begun;
    const readyMiB = running.memory().resident;
    const rssMiB: number[] = [];
    let [requests, failed] = [0, 0];
    for (let part = 1; part <= SAMPLES; part += 1) {
      setting.say(`soak: part ${part} of ${SAMPLES}`);
      const result = await generator.run({ rate, seconds: (minutes * 60) / SAMPLES });
      requests += result.requests;
      failed += result.failed;
      rssMiB.push(running.memory().resident);
    }
    return { namespaces, rate, minutes, requests, failed, readyMillis, readyMiB, rssMiB };
  } finally {
    await generator.stop();
    await running.stop();
  }
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** How much more memory the last quarter took than the third one, on average, in MiB. */
export function memorySlope(rssMiB: readonly number[]): number {
  const quarter = Math.floor(rssMiB.length / 4);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean(rssMiB.slice(-quarter)) - mean(rssMiB.slice(-2 * quarter, -quarter));
}
