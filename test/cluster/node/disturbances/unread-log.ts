import { readFileSync } from 'node:fs';
import { CoreV1Api, type V1Pod } from '@kubernetes/client-node';
import { ensureNamespace } from '../../namespaces.ts';
import { optedIn } from '../../own-webhook.ts';
import { waitFor } from '../../wait.ts';
import { RELEASE } from '../chart/release.ts';
import { underAttack } from './attack.ts';
import type { Disturbance, Scene } from './disturbance.ts';
import { processOf, replicas } from './replicas.ts';

/** What reads a container's standard output: containerd's shim, which has started its process. */
function shimOf(pid: number): number {
  const [, parent] = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  const shim = Number(parent);
  if (!readFileSync(`/proc/${shim}/cmdline`, 'utf8').includes('containerd-shim')) {
    throw new Error(`process ${pid} was not started by a shim of containerd`);
  }
  return shim;
}

/** How many seconds ago the last line of a replica's log was written. */
async function silence({ cluster }: Scene, { metadata }: V1Pod): Promise<number> {
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  const line = await core.readNamespacedPodLog({ namespace: RELEASE, name: metadata?.name ?? '', tailLines: 1 });
  return (Date.now() - Date.parse((JSON.parse(line) as { time: string }).time)) / 1000;
}

/** Lines that were lost, as the replica itself counts them. */
async function dropped({ node }: Scene, { status }: V1Pod): Promise<number> {
  const metrics = await node.machine.run('curl', '--silent', '--max-time', '3', `http://${status?.podIP}:8080/metrics`);
  const [, lines] = /^gpu_fraction_webhook_dropped_log_lines_total (\d+)/m.exec(metrics) ?? [];
  if (lines === undefined) throw new Error(`${status?.podIP} does not say how many lines it has dropped`);
  return Number(lines);
}

/** Strangers send reviews too, for the log to fill. */
export const unreadLog: Disturbance = {
  name: 'unread-log',
  title: 'nobody reads the logs, and strangers fill them',
  async disturb(scene) {
    await ensureNamespace(scene.cluster, 'team-a', { labels: optedIn('team-a') });
    const pods = await replicas(scene.cluster);
    const countDropped = async (): Promise<number> =>
      (await Promise.all(pods.map((pod) => dropped(scene, pod)))).reduce((sum, lines) => sum + lines, 0);
    const before = await countDropped();
    const shims = pods.map(processOf).map(shimOf);
    for (const shim of shims) process.kill(shim, 'SIGSTOP');
    let attack: string;
    let silent: number;
    try {
      attack = await underAttack(scene, { attacks: [['loggedReviews', 5]] });
      silent = Math.min(...(await Promise.all(pods.map((pod) => silence(scene, pod)))));
      if (silent < 5) throw new Error(`a log was still read ${silent} s ago`);
    } finally {
      for (const shim of shims) process.kill(shim, 'SIGCONT');
    }
    const lost = (await countDropped()) - before;
    await waitFor('the logs to go on', async (saw) => {
      const seconds = await Promise.all(pods.map((pod) => silence(scene, pod)));
      saw(seconds);
      return seconds.every((since) => since < 3);
    });
    return `${attack}; unread for ${Math.round(silent)} s, ${lost} lines were dropped and counted`;
  },
};
