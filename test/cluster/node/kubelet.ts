import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Authority } from '../credentials.ts';
import type { RunningProgram } from '../processes.ts';
import { program } from '../programs.ts';
import { containerdSocket } from './ctr.ts';
import type { Machine } from './machine.ts';

/** Starts the kubelet; the node is ready when it has a network. */
export async function startKubelet(
  machine: Machine,
  nodeName: string,
  authority: Authority,
  kubeconfigFor: (user: string, groups: string[]) => Promise<string>,
): Promise<RunningProgram> {
  const folder = join(machine.folder, 'kubelet');
  mkdirSync(folder);
  const serving = await authority.serving([machine.address, nodeName]);
  writeFileSync(join(folder, 'tls.crt'), serving.cert);
  writeFileSync(join(folder, 'tls.key'), serving.key, { mode: 0o600 });
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify(configuration(machine, folder), null, 2));
  // The name and group that the API server's Node authorizer knows a kubelet by.
  const kubeconfig = await kubeconfigFor(`system:node:${nodeName}`, ['system:nodes']);
  return machine.processes.run({
    name: 'kubelet',
    file: await program('kubernetes-node', 'kubelet'),
    args: [
      `--config=${file}`,
      `--kubeconfig=${kubeconfig}`,
      `--hostname-override=${nodeName}`,
      `--node-ip=${machine.address}`,
      `--root-dir=${join(folder, 'root')}`,
      `--cert-dir=${join(folder, 'certificates')}`,
    ],
  });
}

function configuration(machine: Machine, folder: string): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: machine.address,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(machine.folder, 'credentials', 'ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: join(folder, 'tls.crt'),
    tlsPrivateKeyFile: join(folder, 'tls.key'),
    containerRuntimeEndpoint: `unix://${containerdSocket(machine)}`,
    podLogsDir: join(folder, 'pod-logs'),
    volumePluginDir: join(folder, 'volume-plugins'),
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${machine.cgroup}`,
    // What a test machine may be like: cgroup v1, swap, a full disk, no name server that a pod could reach.
    failCgroupV1: false,
    failSwapOn: false,
    evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    resolvConf: '',
    serializeImagePulls: false,
    // So often a pod gets what has changed in a Secret that it mounts; by default a minute, and as long again for its cache.
    syncFrequency: '10s',
    // Without CAP_SYS_RESOURCE it may not lower its own.
    oomScoreAdj: 0,
  };
}
