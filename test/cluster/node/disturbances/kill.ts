import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import type { LoadCounts } from '../chart/load.ts';
import { settled } from '../chart/release.ts';
import { startCreators } from './creators.ts';
import { type Disturbance, failures, type Scene } from './disturbance.ts';
import { processOf, replicas } from './replicas.ts';

/**
 * Requests on the dead replica's connections are lost, and until the kubelet has noticed, which takes it about a second,
 * its Service still sends new connections there, where nobody listens. Nothing that a replica does can help it then.
 */
const UNNOTICED_SECONDS = 3;

function endNow(pods: readonly V1Pod[]): void {
  for (const pid of pods.map(processOf)) process.kill(pid, 'SIGKILL');
}

async function killAgain({ cluster, load, until }: Scene): Promise<string> {
  let times = 0;
  let onTheWay = 0;
  do {
    times += 1;
    const pods = await replicas(cluster);
    const victim = pods[times % pods.length];
    if (victim === undefined) throw new Error('there is no replica');
    onTheWay += load.onTheWay();
    endNow([victim]);
    await sleep(1000);
    await settled(cluster);
  } while (performance.now() < until);
  return `${times} times, ${onTheWay} pods on the way`;
}

export const kill: Disturbance = {
  name: 'kill',
  title: 'a replica is ended with kill -9, again and again',
  disturb: killAgain,
  judge: ({ patched, unpatched, failed, failedOpen }) => [
    // Each kill is followed by ten seconds and more in which the container is not even started again.
    ...(unpatched > (patched + unpatched) * (UNNOTICED_SECONDS / 10) ? [`${unpatched} unpatched`] : []),
    ...(unpatched === failedOpen ? [] : [`${unpatched} unpatched, and ${failedOpen} counted`]),
    ...failures(failed),
  ],
};

const REFUSED_BY_POLICY = /gpu-fraction-webhook-unpatched/;

export const killWithDeny: Disturbance = {
  name: 'kill-with-deny',
  title: 'the same, and both at once, with `policies.unpatched=deny`: refused, for its creator to try again',
  values: { policies: { unpatched: 'deny' } },
  async disturb(scene) {
    const creators = await startCreators(scene.cluster);
    // For as long as nobody answers all of them are refused.
    endNow(await replicas(scene.cluster));
    await sleep(5000);
    await settled(scene.cluster);
    const kills = performance.now() < scene.until ? `${await killAgain(scene)}; ` : '';
    return `${kills}${await creators.stop()}`;
  },
  judge: ({ unpatched, failed }: LoadCounts) => [
    ...(unpatched > 0 ? [`${unpatched} unpatched`] : []),
    ...failures(Object.fromEntries(Object.entries(failed).filter(([message]) => !REFUSED_BY_POLICY.test(message)))),
  ],
};
