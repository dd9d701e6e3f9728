// A node with a pod on it, for a test that kills this process: prints where it is, as JSON, and waits.
import { create } from '../api.ts';
import { startControlPlane } from '../control-plane.ts';
import { startNode } from './node.ts';
import { isReady, shellPod, waitForPod } from './workloads.ts';

const cluster = await startControlPlane({ onOwnMachine: true });
const { machine } = await startNode(cluster);
const pod = { namespace: 'default', name: 'left-behind' };
await create(cluster.kubeConfig, shellPod(pod.namespace, pod.name, '/busybox sleep 3600'));
await waitForPod(cluster, pod, 'ready', isReady);
const { folder, cgroup, hostAddress } = machine;
console.log(JSON.stringify({ folder, cgroup, hostAddress }));
setInterval(() => undefined, 60_000);
