import { join } from 'node:path';

/** What the command lines of the control plane depend on. */
export interface ControlPlaneFiles {
  folder: string;
  /** Where the servers listen. */
  address: string;
  etcdPort: number;
  peerPort: number;
  apiPort: number;
  managerPort: number;
}

/** Cluster IPs of Services. */
export const serviceRange = '10.96.0.0/16';

/** The Service "kubernetes": the first address of the range. */
export const kubernetesServiceAddress = '10.96.0.1';

/** Addresses of pods, of which each node gets a /24. */
export const podRange = '10.244.0.0/16';

const serviceAccountIssuer = 'https://kubernetes.default.svc';

/** etcd that does not wait for the disk, since nothing here outlives the test, nor for other members to become leader. */
export function etcdArgs({ folder, address, etcdPort, peerPort }: ControlPlaneFiles): string[] {
  const client = `http://${address}:${etcdPort}`;
  const peer = `http://${address}:${peerPort}`;
  return [
    '--name=test',
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=test=${peer}`,
    '--unsafe-no-fsync',
    // It waits at random for up to one election timeout, by default a second, for a leader that cannot be there.
    '--heartbeat-interval=20',
    '--election-timeout=100',
    '--log-level=warn',
  ];
}

/** kube-apiserver with its usual admission plugins; `extra` comes last and wins. */
export function apiServerArgs({ folder, address, etcdPort, apiPort }: ControlPlaneFiles, extra: string[]): string[] {
  const file = (name: string): string => join(folder, 'credentials', name);
  return [
    `--etcd-servers=http://${address}:${etcdPort}`,
    `--bind-address=${address}`,
    `--secure-port=${apiPort}`,
    `--service-cluster-ip-range=${serviceRange}`,
    `--cert-dir=${join(folder, 'credentials')}`,
    `--tls-cert-file=${file('apiserver.crt')}`,
    `--tls-private-key-file=${file('apiserver.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    `--service-account-issuer=${serviceAccountIssuer}`,
    `--service-account-key-file=${file('service-account.pub')}`,
    `--service-account-signing-key-file=${file('service-account.key')}`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    '--profiling=false',
    ...extra,
  ];
}

/** What an API server needs where nothing but control plane runs. */
export const withoutNodes: readonly string[] = [
  // With a loopback address there is nothing to advertise as endpoint of the Service "kubernetes".
  '--endpoint-reconciler-type=none',
  // Webhooks registered by Service: without kube-proxy a cluster IP leads nowhere, so the API server has to go
  // to the endpoints itself. This flag makes it do so.
  '--enable-aggregator-routing=true',
];

/** What an API server needs that runs on a node's own machine: kube-proxy takes its calls to a cluster IP. */
export function besideNode({ folder, address }: ControlPlaneFiles): string[] {
  return [
    // Pods reach it here, by way of the Service "kubernetes".
    `--advertise-address=${address}`,
    // For logs and exec. By default it would look up the node's name.
    '--kubelet-preferred-address-types=InternalIP',
    `--kubelet-client-certificate=${join(folder, 'credentials', 'kubelet-client.crt')}`,
    `--kubelet-client-key=${join(folder, 'credentials', 'kubelet-client.key')}`,
  ];
}

/** kube-controller-manager with a service account of its own for each controller, as real clusters run it. */
export function controllerManagerArgs(
  { folder, managerPort }: ControlPlaneFiles,
  kubeconfig: string,
  nodes: 'objects only' | 'real',
): string[] {
  const file = (name: string): string => join(folder, 'credentials', name);
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${managerPort}`,
    `--cert-dir=${join(folder, 'credentials', 'controller-manager')}`,
    '--leader-elect=false',
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${file('service-account.key')}`,
    `--root-ca-file=${file('ca.crt')}`,
    ...(nodes === 'real'
      ? ['--allocate-node-cidrs=true', `--cluster-cidr=${podRange}`, '--configure-cloud-routes=false']
      : // No kubelet renews the leases of nodes that are only objects, and these controllers would declare them
        // dead within a minute and delete their pods.
        ['--controllers=*,-node-lifecycle-controller,-taint-eviction-controller,-node-ipam-controller']),
    '--kube-api-qps=200',
    '--kube-api-burst=400',
    '--profiling=false',
  ];
}
