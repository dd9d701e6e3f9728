import { join } from 'node:path';

/** What the command lines of the control plane depend on. */
export interface ControlPlaneFiles {
  folder: string;
  etcdPort: number;
  peerPort: number;
  apiPort: number;
  managerPort: number;
}

const serviceAccountIssuer = 'https://kubernetes.default.svc';

/** etcd on loopback, without waiting for the disk: nothing here outlives the test. */
export function etcdArgs({ folder, etcdPort, peerPort }: ControlPlaneFiles): string[] {
  const client = `http://127.0.0.1:${etcdPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  return [
    '--name=test',
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=test=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

/** kube-apiserver with its usual admission plugins; `extra` comes last and wins. */
export function apiServerArgs({ folder, etcdPort, apiPort }: ControlPlaneFiles, extra: string[]): string[] {
  const file = (name: string): string => join(folder, 'credentials', name);
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${apiPort}`,
    // With a loopback address there is nothing to advertise as endpoint of the Service "kubernetes".
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.96.0.0/16',
    `--cert-dir=${join(folder, 'credentials')}`,
    `--tls-cert-file=${file('apiserver.crt')}`,
    `--tls-private-key-file=${file('apiserver.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    `--service-account-issuer=${serviceAccountIssuer}`,
    `--service-account-key-file=${file('service-account.pub')}`,
    `--service-account-signing-key-file=${file('service-account.key')}`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    // Webhooks registered by Service: without kube-proxy a cluster IP leads nowhere, so the API server has to go
    // to the endpoints itself. This flag makes it do so.
    '--enable-aggregator-routing=true',
    '--profiling=false',
    ...extra,
  ];
}

/** kube-controller-manager with a service account of its own for each controller, as real clusters run it. */
export function controllerManagerArgs({ folder, managerPort }: ControlPlaneFiles, kubeconfig: string): string[] {
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
    // The nodes here are only objects: no kubelet renews their leases, and these controllers would declare them
    // dead within a minute and delete their pods.
    '--controllers=*,-node-lifecycle-controller,-taint-eviction-controller,-node-ipam-controller,-node-route-controller',
    '--kube-api-qps=200',
    '--kube-api-burst=400',
    '--profiling=false',
  ];
}
