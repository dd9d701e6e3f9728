import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { V1Pod } from '@kubernetes/client-node';
import { CoreV1Api } from '@kubernetes/client-node';
import { callOk } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { actOnPods, setPodStatus } from '../kubelet.ts';
import { addFakeNodes } from '../nodes.ts';
import { freePorts } from '../ports.ts';
import type { RunningProgram } from '../processes.ts';
import { answersOk } from '../processes.ts';

/*
 * Plays a node for the namespace of a release: the containers of its pods become processes of this machine, with the
 * arguments, settings and service accounts that the chart gives them. So whatever Helm waits for happens, and the API
 * server calls the program by the Service, though there is no kubelet and no image. test/cluster/node has both, and takes
 * ten times as long.
 */

const NODE = { apiVersion: 'v1', kind: 'Node', name: 'played' };

/** Where the chart mounts things. */
const MOUNTED = '/etc/gpu-fraction-webhook/';

/** Ports of the machine for the replicas of a release. */
export interface PlayedNode {
  readonly webhook: number;
  readonly health: number;
}

/** Starts to play it, until the cluster stops. All replicas are one process, since they share the machine's ports. */
export async function playNode(cluster: Cluster, main: string, namespace: string): Promise<PlayedNode> {
  const [webhook = 0, health = 0] = await freePorts(2);
  await addFakeNodes(cluster, { name: NODE.name, gpus: 0 });
  const tried = new Set<string>();
  let replica: { readonly template: string; readonly program: RunningProgram } | undefined;
  let count = 0;

  const startReplica = async (pod: V1Pod): Promise<void> => {
    await replica?.program.stop();
    count += 1;
    replica = { template: templateOf(pod), program: await start(cluster, main, pod, `replica-${count}`) };
  };
  const tryOnce = async (pod: V1Pod): Promise<void> => {
    tried.add(pod.metadata?.uid ?? '');
    const program = await start(cluster, main, pod, `test-${tried.size}`);
    const check = setInterval(() => {
      const ended = program.ended();
      if (ended === undefined) return;
      clearInterval(check);
      void setPodStatus(cluster, pod, ended === 'exit code 0' ? 'Succeeded' : 'Failed').catch(() => undefined);
    }, 50);
    cluster.onStop(() => clearInterval(check));
  };

  actOnPods(cluster, namespace, async (pods) => {
    for (const pod of pods.filter(isEnding)) await bury(cluster, pod);
    const alive = pods.filter((pod) => !isEnding(pod));
    for (const pod of alive.filter(({ spec }) => spec?.nodeName === undefined)) await bind(cluster, pod);
    for (const pod of alive.filter((one) => isTest(one) && !tried.has(one.metadata?.uid ?? ''))) await tryOnce(pod);
    const replicas = alive.filter((pod) => !isTest(pod)).sort((a, b) => createdAt(a) - createdAt(b));
    const newest = replicas.at(-1);
    if (newest === undefined) {
      await replica?.program.stop();
      replica = undefined;
      return;
    }
    if (replica?.template !== templateOf(newest)) await startReplica(newest);
    await answersOk(`http://${cluster.address}:${health}/readyz`);
    for (const pod of replicas.filter((one) => templateOf(one) === replica?.template && !isReady(one))) {
      await setPodStatus(cluster, pod, 'Running', cluster.address);
    }
  });
  return { webhook, health };
}

const isEnding = ({ metadata }: V1Pod): boolean => metadata?.deletionTimestamp !== undefined;

const pathOf = ({ metadata }: V1Pod): string => `/api/v1/namespaces/${metadata?.namespace}/pods/${metadata?.name}`;

/** As a scheduler does it; only pods of a node that is there become endpoints of a Service. */
async function bind({ kubeConfig }: Cluster, pod: V1Pod): Promise<void> {
  const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name: pod.metadata?.name }, target: NODE };
  await callOk(kubeConfig, 'POST', `${pathOf(pod)}/binding`, binding);
}

/** As a kubelet does it when the containers have ended. */
async function bury({ kubeConfig }: Cluster, pod: V1Pod): Promise<void> {
  await callOk(kubeConfig, 'DELETE', pathOf(pod), { gracePeriodSeconds: 0 });
}

const isTest = ({ metadata }: V1Pod): boolean => metadata?.ownerReferences === undefined;

const createdAt = ({ metadata }: V1Pod): number => metadata?.creationTimestamp?.getTime() ?? 0;

/** Of replicas with the same template one process will do. */
const templateOf = ({ metadata }: V1Pod): string => metadata?.labels?.['pod-template-hash'] ?? '';

const isReady = ({ status }: V1Pod): boolean => status?.phase === 'Running';

/** Its first container as a process, with what the chart mounts into it as files. */
async function start(cluster: Cluster, main: string, pod: V1Pod, name: string): Promise<RunningProgram> {
  const folder = join(cluster.folder, name);
  mkdirSync(folder);
  await mount(cluster, pod, folder);
  const { namespace = '' } = pod.metadata ?? {};
  const isServer = pod.spec?.containers[0]?.args?.[0] === 'serve';
  return cluster.processes.run({
    name,
    file: process.execPath,
    args: [
      main,
      ...(pod.spec?.containers[0]?.args ?? []).map((argument) => argument.replace(MOUNTED, `${folder}/`)),
      `--kubeconfig=${await kubeconfigOf(cluster, pod, folder)}`,
      ...(isServer ? [`--address=${cluster.address}`, '--lame-duck-seconds=0'] : []),
    ],
    env: { POD_NAMESPACE: namespace },
  });
}

/** ConfigMaps and Secrets as files; the paths in them lead to where they are now. */
async function mount(cluster: Cluster, pod: V1Pod, folder: string): Promise<void> {
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  const namespace = pod.metadata?.namespace ?? '';
  for (const { name: volume, mountPath } of pod.spec?.containers[0]?.volumeMounts ?? []) {
    if (!mountPath.startsWith(MOUNTED)) continue;
    const { configMap, secret } = pod.spec?.volumes?.find(({ name }) => name === volume) ?? {};
    const files = {
      ...(configMap?.name !== undefined &&
        (await core.readNamespacedConfigMap({ namespace, name: configMap.name })).data),
      ...(secret?.secretName !== undefined &&
        decoded((await core.readNamespacedSecret({ namespace, name: secret.secretName })).data)),
    };
    for (const [file, text] of Object.entries(files)) {
      const path = join(folder, mountPath.slice(MOUNTED.length), file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text.replaceAll(MOUNTED, `${folder}/`), { mode: 0o600 });
    }
  }
}

const decoded = (data: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));

/** A kubeconfig with the token that a kubelet would mount. */
async function kubeconfigOf(cluster: Cluster, pod: V1Pod, folder: string): Promise<string> {
  const { namespace = '' } = pod.metadata ?? {};
  const { body } = await callOk(
    cluster.kubeConfig,
    'POST',
    `/api/v1/namespaces/${namespace}/serviceaccounts/${pod.spec?.serviceAccountName}/token`,
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  );
  const { token } = (body as { status: { token: string } }).status;
  const server = cluster.kubeConfig.getCurrentCluster();
  const path = join(folder, 'kubeconfig.json');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'here', cluster: { server: server?.server, 'certificate-authority-data': server?.caData } }],
    users: [{ name: 'account', user: { token } }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'account' } }],
    'current-context': 'here',
  };
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}
