import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, startControlPlane } from '../../test/cluster/control-plane.ts';
import { installOpenCrd, podDefaults } from '../../test/cluster/watches/open-crd.ts';
import { memoryOf } from '../machine/process-memory.ts';
import { imageStart } from '../servers/image.ts';
import { fill } from './fill.ts';
import { asInPod, environmentInPod, serviceAccount } from './service-account.ts';

/*
 * node bench/watches/bench-watches.ts [COUNT]   memory and time to ready of the bundle that watches COUNT namespaces and
 * as many PodDefaults on a real API server; the figures stand in docs/watches.md. Needs root, to give a process the
 * folder of a service account in a mount namespace of its own. Half a minute for each thousand.
 */

const count = Number(process.argv[2] ?? 10_000);
const image = imageStart();

interface Reading {
  readonly what: string;
  readonly readyMillis: number;
  readonly idleMiB: number;
  /** Of that, what is not a file: the part that a container's limit is about. */
  readonly ofItAnonymousMiB: number;
  readonly peakMiB: number;
}

const cluster = await startControlPlane();
try {
  const folder = await serviceAccount(cluster);
  const readings = [
    await measure('no watch', cluster),
    await measure('in a pod, empty cluster', cluster, folder),
    await measure('by kubeconfig, empty cluster', cluster, 'kubeconfig'),
  ];
  await installOpenCrd(cluster, podDefaults);
  await fill(cluster, count);
  const full = `${count} namespaces and PodDefaults`;
  readings.push(await measure(`in a pod, ${full}`, cluster, folder));
  readings.push(await measure(`by kubeconfig, ${full}`, cluster, 'kubeconfig'));
  console.table(readings);
} finally {
  await cluster.stop();
}

/** Starts the bundle, waits until it is ready and then half a minute, and looks at its memory. */
async function measure(what: string, cluster: Cluster, how?: string): Promise<Reading> {
  const serve = [...image.command, 'serve', '--dev', '--https-port=0', '--health-port=0', '--lame-duck-seconds=0'];
  const { KUBERNETES_SERVICE_HOST: _, KUBECONFIG: __, ...environment } = process.env;
  const isInPod = how !== undefined && how !== 'kubeconfig';
  const [file = '', ...args] = isInPod
    ? asInPod(how, serve)
    : [...serve, ...(how === undefined ? [] : ['--kubeconfig', cluster.kubeconfigPath])];
  const child = spawn(file, args, {
    env: { ...environment, ...image.environment, ...(isInPod && environmentInPod(cluster)) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const began = performance.now();
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  for (;;) {
    const port = /"health":"[^"]*:(\d+)"/.exec(output)?.[1];
    const isReady = port !== undefined && (await fetch(`http://localhost:${port}/readyz`)).ok;
    if (isReady) break;
    if (child.exitCode !== null) throw new Error(`ended: ${output}`);
    await sleep(20);
  }
  const readyMillis = Math.round(performance.now() - began);
  await sleep(30_000);
  const { resident, anonymous, peak } = memoryOf(child.pid ?? 0);
  child.kill('SIGKILL');
  const rounded = { idleMiB: Math.round(resident), ofItAnonymousMiB: Math.round(anonymous), peakMiB: Math.round(peak) };
  return { what, readyMillis, ...rounded };
}
