import type { V1Pod } from '@kubernetes/client-node';
import type { Cluster } from '../../control-plane.ts';
import type { LoadCounts } from '../chart/load.ts';
import { settled } from '../chart/release.ts';
import { startCreators } from './creators.ts';
import { type Disturbance, failures, type Scene } from './disturbance.ts';
import { processOf, replicas, untilRestarted, untilServed } from './replicas.ts';

/**
 * Requests on the dead replica's connections are lost, and until the kubelet has noticed, which takes it a second or two,
 * its Service still sends every second new connection there, where nobody listens. Nothing that a replica does can help it
 * then. A calm API server needs one or two new ones, and each kill is followed by ten seconds and more in which
 * the container is not even started again; this is for a machine that is short of time.
 */
const LOST_PART = 0.05;

function endNow(pods: readonly V1Pod[]): void {
  for (const pid of pods.map(processOf)) process.kill(pid, 'SIGKILL');
}

async function killAgain(scene: Scene): Promise<string> {
  const { cluster, load, until } = scene;
  let times = 0;
  let onTheWay = 0;
  do {
    times += 1;
    const pods = await replicas(cluster);
    await untilServed(scene);
    const victim = pods[times % pods.length];
    if (victim === undefined) throw new Error('there is no replica');
    onTheWay += load.onTheWay();
    endNow([victim]);
    // Until the kubelet has noticed, its pod is called ready.
    await untilRestarted(cluster, victim);
    await settled(cluster);
  } while (performance.now() < until);
  return `${times} times, ${onTheWay} pods on the way`;
}

export const kill: Disturbance = {
  name: 'kill',
  title: 'a replica is ended with kill -9, again and again',
  disturb: killAgain,
  judge: ({ patched, unpatched, failed, failedOpen }) => [
    ...(unpatched > (patched + unpatched) * LOST_PART ? [`${unpatched} unpatched`] : []),
    ...(unpatched === failedOpen ? [] : [`${unpatched} unpatched, and ${failedOpen} counted`]),
    ...failures(failed),
  ],
};

async function endAll(cluster: Cluster): Promise<void> {
  const pods = await replicas(cluster);
  endNow(pods);
  await Promise.all(pods.map((pod) => untilRestarted(cluster, pod)));
  await settled(cluster);
}

const REFUSED_BY_POLICY = /gpu-fraction-webhook-unpatched/;

export const killWithDeny: Disturbance = {
  name: 'kill-with-deny',
  title: 'the same, and both at once, with `policies.unpatched=deny`: refused, for its creator to try again',
  values: { policies: { unpatched: 'deny' } },
  async disturb(scene) {
    const creators = await startCreators(scene.cluster);
    // For as long as nobody answers all of them are refused. The second time the kubelet waits ten seconds before it starts
    // a container again.
    await endAll(scene.cluster);
    await endAll(scene.cluster);
    const kills = performance.now() < scene.until ? `${await killAgain(scene)}; ` : '';
    return `${kills}${await creators.stop()}`;
  },
  judge: ({ unpatched, failed }: LoadCounts) => [
    ...(unpatched > 0 ? [`${unpatched} unpatched`] : []),
    ...failures(Object.fromEntries(Object.entries(failed).filter(([message]) => !REFUSED_BY_POLICY.test(message)))),
  ],
};
