import { setTimeout as sleep } from 'node:timers/promises';
import { create, type Manifest } from '../../api.ts';
import { waitingPod } from '../chart/load.ts';
import { underAttack } from './attack.ts';
import { type Disturbance, failures, NAMESPACE, type Scene } from './disturbance.ts';
import { largePod } from './large-pods.ts';

/** Close to the most that the API server takes of a caller; etcd takes half of it, so these are never stored. */
const LARGEST_BYTES = 2_900_000;

function largestPod(): Manifest {
  const pod = waitingPod();
  const env = [{ name: 'LARGE', value: 'x'.repeat(LARGEST_BYTES) }];
  const containers = [{ name: 'main', image: 'example.com/none', env }];
  return {
    ...pod,
    metadata: { ...pod.metadata, namespace: NAMESPACE },
    spec: { ...(pod['spec'] as object), containers },
  };
}

/** Two at a time, once a second: what the API server itself sends while others send large bodies too. @returns what came of them */
async function tryLargest({ cluster, until }: Scene): Promise<string> {
  let tried = 0;
  let unpatched = 0;
  while (performance.now() < until) {
    const pods = await Promise.all([1, 2].map(() => create(cluster.kubeConfig, largestPod(), '?dryRun=All')));
    tried += pods.length;
    unpatched += pods.filter(
      ({ spec }) => (spec as { schedulerName: string }).schedulerName === 'default-scheduler',
    ).length;
    await sleep(1000);
  }
  return `${unpatched} of ${tried} pods of 2.9 MB, tried beside, passed unpatched`;
}

/** Like Promise.all(), but also a failure waits for the others. */
async function allDone<T extends readonly Promise<unknown>[]>(promises: readonly [...T]) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** It is memory that is to be short here: as many as it takes to fill it all the time, and no more work than that. */
const PER_SECOND = 20;

export const memoryPressure: Disturbance = {
  name: 'memory-pressure',
  title: 'bodies of 7 MB come side by side, whole reviews and unfinished ones; every hundredth pod has a megabyte',
  pod: (number) => (number % 100 === 99 ? largePod() : waitingPod()),
  async disturb(scene) {
    const [attack, largest] = await allDone([
      underAttack(scene, {
        connectionsPerSecond: PER_SECOND,
        attacks: [
          ['largeReviews', 3],
          ['largeBodyAfterReview', 10],
          ['unfinishedBody', 20],
          ['endlessChunks', 20],
          ['brackets', 4],
          ['names', 4],
        ],
      }),
      tryLargest(scene),
    ]);
    return `${attack}; ${largest}`;
  },
  /*
   * Nobody is killed for memory, and every pod is created; a replica that was killed is a problem already. A large body
   * that comes on a new connection can be refused for a moment, if several strangers fill the share of callers that are
   * not known and each holds less than it does (docs/limits.md).
   * The API server counts the pods that are tried beside, too.
   */
  judge: ({ patched, unpatched, failed, failedOpen }) => [
    ...(unpatched > patched / 100 ? [`${unpatched} unpatched`] : []),
    ...(unpatched > failedOpen ? [`${unpatched} unpatched, and ${failedOpen} counted`] : []),
    ...failures(failed),
  ],
};
