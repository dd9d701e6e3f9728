import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { CoreV1Api, Health, VersionApi } from '@kubernetes/client-node';
import {
  apiServerArgs,
  besideNode,
  controllerManagerArgs,
  etcdArgs,
  kubernetesServiceAddress,
  withoutNodes,
} from './api-server-args.ts';
import type { Authority } from './credentials.ts';
import { createAuthority, createServiceAccountKeys } from './credentials.ts';
import { loadKubeconfig, writeKubeconfig } from './kubeconfig.ts';
import type { Machine } from './node/machine.ts';
import { startMachine } from './node/machine.ts';
import { freePorts, ownAddress } from './ports.ts';
import type { Processes, RunningProgram } from './processes.ts';
import { answersOk, startProcesses, waitUntilReady } from './processes.ts';
import type { GroupName } from './program-groups.ts';
import { program } from './programs.ts';

/** A running API server with its etcd and controllers, and what else was started on top of it. */
export interface Cluster {
  /** Administrator's credentials for @kubernetes/client-node. */
  kubeConfig: KubeConfig;
  kubeconfigPath: string;
  /** Version that the API server reports, such as v1.35.4. */
  version: string;
  /** This machine's address as the API server can reach it in an EndpointSlice; undefined: only URLs work. */
  address: string | undefined;
  /** Temporary folder of this cluster; removed at its end. */
  folder: string;
  /** Signs serving certificates for webhooks and client certificates for controllers. */
  authority: Authority;
  processes: Processes;
  /** The machine that the control plane runs on, if it was given one of its own, so that it can get a node. */
  machine: Machine | undefined;
  /** etcd's address, for checks that look at what is stored. */
  etcd: string;
  /** The API server alone, to be ended and started again at the same address; etcd stays. */
  apiServer: { stop(): Promise<void>; start(): Promise<void> };
  /** A kubeconfig file for another user; by default one that may do everything. */
  kubeconfigFor(user: string, groups?: string[]): Promise<string>;
  /** Registers something to do first when the cluster stops, such as ending a loop. */
  onStop(what: () => void): void;
  /** Ends every program and removes the folder. Safe to call twice. */
  stop(): Promise<void>;
}

/** Choices for a control plane. */
export interface ControlPlaneOptions {
  /** More kube-apiserver flags, such as --audit-log-path; they win over the harness's own. */
  apiServerFlags?: string[];
  /** Which Kubernetes: what most tests use, or one of the ends of what this webhook is meant for. */
  kubernetes?: KubernetesVersion;
  /** Runs it on a machine of its own (see node/machine.ts), on which startNode() can then start a node. */
  onOwnMachine?: boolean;
}

/** The versions of Kubernetes that can be started. */
export type KubernetesVersion = keyof typeof KUBERNETES;

const KUBERNETES = {
  oldest: 'kubernetes-oldest',
  usual: 'kubernetes',
  newest: 'kubernetes-newest',
} as const satisfies Record<string, GroupName>;

/** Groups of programs that a control plane consists of. */
export function controlPlaneGroups(kubernetes: KubernetesVersion = 'usual'): ['etcd', KubernetesGroup] {
  return ['etcd', KUBERNETES[kubernetes]];
}

type KubernetesGroup = (typeof KUBERNETES)[KubernetesVersion];

/** Starts etcd, kube-apiserver and kube-controller-manager on free ports and waits until pods can be created. */
export async function startControlPlane({
  apiServerFlags = [],
  kubernetes = 'usual',
  onOwnMachine = false,
}: ControlPlaneOptions = {}): Promise<Cluster> {
  const [etcdGroup, kubernetesGroup] = controlPlaneGroups(kubernetes);
  const etcdFile = await program(etcdGroup, 'etcd');
  const apiServerFile = await program(kubernetesGroup, 'kube-apiserver');
  const managerFile = await program(kubernetesGroup, 'kube-controller-manager');

  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-cluster-'));
  for (const sub of ['logs', 'credentials', 'kubeconfigs']) mkdirSync(join(folder, sub));
  // Before anything else: from here on the folder goes away however this process ends.
  const machine = onOwnMachine ? startMachine(folder) : undefined;
  const processes = startProcesses(join(folder, 'logs'), machine === undefined ? folder : undefined);
  const stop = async (): Promise<void> => {
    await processes.stop();
    await machine?.processes.stop();
  };
  try {
    const address = machine?.address ?? '127.0.0.1';
    const { run } = machine?.processes ?? processes;
    const [etcdPort = 0, peerPort = 0, apiPort = 0, managerPort = 0] = await freePorts(4);
    const files = { folder, address, etcdPort, peerPort, apiPort, managerPort };
    const server = `https://${address}:${apiPort}`;
    const etcdUrl = `http://${address}:${etcdPort}`;
    const authority = await createAuthority();
    await writeCredentials(folder, authority, address);
    const kubeconfigFor = async (user: string, groups = ['system:masters']): Promise<string> => {
      const path = join(folder, 'kubeconfigs', `${user.replaceAll(/[^a-zA-Z0-9-]/g, '-')}.json`);
      await writeKubeconfig(path, server, authority, user, groups);
      return path;
    };
    const kubeconfigPath = await kubeconfigFor('administrator');
    const kubeConfig = loadKubeconfig(kubeconfigPath);
    const core = kubeConfig.makeApiClient(CoreV1Api);

    const etcd = await run({ name: 'etcd', file: etcdFile, args: etcdArgs(files), endsWithCluster: true });
    await waitUntilReady(etcd, () => answersOk(`${etcdUrl}/health`));
    const args = apiServerArgs(files, [
      ...(machine === undefined ? withoutNodes : besideNode(files)),
      ...apiServerFlags,
    ]);
    const health = new Health(kubeConfig);
    let apiServer: RunningProgram | undefined;
    const startApiServer = async (): Promise<void> => {
      // It would wait a minute for the watches of whoever goes on, such as pods.
      apiServer = await run({
        name: 'kube-apiserver',
        file: apiServerFile,
        args,
        graceMillis: 2000,
        endsWithCluster: true,
      });
      // Ready includes the RBAC roles that every controller needs; they are written after the first answers.
      await waitUntilReady(apiServer, () => health.readyz({}));
    };
    await startApiServer();
    const managerConfig = await kubeconfigFor('system:kube-controller-manager', []);
    const manager = await run({
      name: 'kube-controller-manager',
      file: managerFile,
      args: controllerManagerArgs(files, managerConfig, machine === undefined ? 'objects only' : 'real'),
      endsWithCluster: true,
    });
    const { gitVersion } = await kubeConfig.makeApiClient(VersionApi).getCode();
    // Pods are refused until the controller manager has made the namespace's default service account.
    await waitUntilReady(
      manager,
      async () => (await core.listNamespacedServiceAccount({ namespace: 'default' })).items.length > 0,
    );
    const atStop: (() => void)[] = [];
    return {
      kubeConfig,
      kubeconfigPath,
      version: gitVersion,
      address: machine === undefined ? ownAddress() : machine.hostAddress,
      folder,
      authority,
      processes,
      machine,
      etcd: etcdUrl,
      apiServer: { stop: async () => apiServer?.stop(), start: startApiServer },
      kubeconfigFor,
      onStop: (what) => void atStop.push(what),
      async stop() {
        for (const what of atStop.splice(0)) what();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeCredentials(folder: string, authority: Authority, address: string): Promise<void> {
  const names = [address, 'localhost', 'kubernetes.default.svc', kubernetesServiceAddress];
  const serving = await authority.serving(names);
  const kubeletClient = await authority.client('kube-apiserver-kubelet-client', ['system:masters']);
  const { privateKey, publicKey } = createServiceAccountKeys();
  const files = {
    'ca.crt': authority.cert,
    'apiserver.crt': serving.cert,
    'apiserver.key': serving.key,
    'kubelet-client.crt': kubeletClient.cert,
    'kubelet-client.key': kubeletClient.key,
    'service-account.key': privateKey,
    'service-account.pub': publicKey,
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, 'credentials', name), text, { mode: 0o600 });
  }
}
