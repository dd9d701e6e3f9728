import { CoreV1Api } from '@kubernetes/client-node';
import type { Cluster } from '../control-plane.ts';
import { logTail } from '../processes.ts';
import { waitFor } from '../wait.ts';
import { writeNetwork } from './cni.ts';
import { startContainerd } from './containerd.ts';
import { importArchive, importFromDocker, importTinyImage } from './images.ts';
import { startKubeProxy } from './kube-proxy.ts';
import { startKubelet } from './kubelet.ts';
import type { Machine } from './machine.ts';
import { startScheduler } from './scheduler.ts';

/** A node on which pods really run. It ends with its cluster. */
export interface Node {
  name: string;
  machine: Machine;
  /** Makes an image of the local Docker engine available to pods, under the same name. */
  importImage(image: string): Promise<void>;
  /** The same, of an image that `docker save` has written. */
  importArchive(archive: string): Promise<void>;
}

/** The first /24 of the pods' range, which the controller manager gives to the first node. */
const podCidr = '10.244.0.0/24';

/** Starts a node on the machine of a control plane that has one of its own, and waits until it is ready. */
export async function startNode(cluster: Cluster, name = 'node-1'): Promise<Node> {
  const { machine, authority, kubeconfigFor } = cluster;
  if (machine === undefined) throw new Error('start the control plane with onOwnMachine: true');
  const containerd = await startContainerd(machine, writeNetwork(machine.folder, podCidr));
  await importTinyImage(machine);
  const scheduler = await startScheduler(machine, kubeconfigFor);
  const kubelet = await startKubelet(machine, name, authority, kubeconfigFor);
  // It asks for the node's address once, so it comes when the kubelet has told it.
  const proxy = await startKubeProxy(machine, name, kubeconfigFor);
  const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
  const programs = [containerd, scheduler, kubelet, proxy];
  await waitFor(
    `node ${name} to be ready`,
    async (saw) => {
      const ended = programs.find((program) => program.ended() !== undefined);
      if (ended !== undefined) return 'ended';
      const node = await core.readNode({ name });
      saw(node.status?.conditions);
      return node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') && 'ready';
    },
    { atTheEnd: () => programs.map((program) => logTail(program)).join('\n') },
  ).then((outcome) => {
    if (outcome === 'ended') throw new Error(programs.map((program) => logTail(program)).join('\n'));
  });
  return {
    name,
    machine,
    importImage: (image) => importFromDocker(machine, image),
    importArchive: (archive) => importArchive(machine, archive),
  };
}
