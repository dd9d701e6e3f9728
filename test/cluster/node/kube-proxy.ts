import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { podRange, serviceRange } from '../api-server-args.ts';
import type { RunningProgram } from '../processes.ts';
import { answersOk, waitUntilReady } from '../processes.ts';
import { program } from '../programs.ts';
import type { Machine } from './machine.ts';

/** Starts kube-proxy: what a Service's cluster IP leads to, for pods and for the API server beside them. */
export async function startKubeProxy(
  machine: Machine,
  nodeName: string,
  kubeconfigFor: (user: string, groups: string[]) => Promise<string>,
): Promise<RunningProgram> {
  const file = join(machine.folder, 'kube-proxy.json');
  const configuration = {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'iptables',
    clientConnection: { kubeconfig: await kubeconfigFor('system:kube-proxy', []) },
    hostnameOverride: nodeName,
    clusterCIDR: podRange,
    healthzBindAddress: `${machine.address}:10256`,
    metricsBindAddress: '127.0.0.1:10249',
    // How many connections the kernel remembers is a setting of the whole kernel; 0 leaves it alone.
    conntrack: { maxPerCore: 0 },
    oomScoreAdj: 0,
  };
  writeFileSync(file, JSON.stringify(configuration, null, 2));
  // The kernel looks for a way before kube-proxy's rules see a packet, and this machine has no default one, so that
  // nothing leaves it.
  await machine.run('ip', 'route', 'replace', serviceRange, 'via', machine.hostAddress);
  const proxy = await machine.processes.run({
    name: 'kube-proxy',
    file: await program('kubernetes-node', 'kube-proxy'),
    args: [`--config=${file}`],
  });
  await waitUntilReady(proxy, () => answersOk(`http://${machine.address}:10256/healthz`));
  return proxy;
}
