import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { call, create, type Manifest } from '../../api.ts';
import type { Cluster } from '../../control-plane.ts';

/** What became of the pods of a load. */
export interface LoadCounts {
  readonly patched: number;
  /** Created, and still the default scheduler's. */
  readonly unpatched: number;
  /** Refused, or lost on the way: what was said, and how often. */
  readonly failed: Readonly<Record<string, number>>;
  /** Why the API server went on without the webhook, in its own words. */
  readonly failedOpen: readonly string[];
}

export interface Load {
  /** Ends it when every answer is there, and removes its pods. */
  stop(): Promise<LoadCounts>;
}

/** A pod that asks for half a GPU and that no scheduler looks at, so that nothing piles up on the only node. */
const waiting = (namespace: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { generateName: 'load-', namespace, labels: { load: '' }, annotations: { 'gpu-fraction': '0.5' } },
  spec: {
    schedulingGates: [{ name: 'example.com/never' }],
    containers: [{ name: 'main', image: 'example.com/none' }],
  },
});

/** So often what was created is removed: thousands of pods at once take longer than a request may. */
const CLEAN_MILLIS = 3000;

/**
 * Creates pods at a fixed rate, whether or not answers come: a creator that waits for its answer would ask less often
 * just when it takes long.
 */
export function startLoad(cluster: Cluster, namespace: string, perSecond = 100): Load {
  const { kubeConfig } = cluster;
  const failed = new Map<string, number>();
  const onTheWay = new Set<Promise<void>>();
  let patched = 0;
  let unpatched = 0;
  let over = false;

  const createOne = async (): Promise<void> => {
    try {
      const { spec } = await create(kubeConfig, waiting(namespace));
      if ((spec as { schedulerName: string }).schedulerName === 'default-scheduler') unpatched += 1;
      else patched += 1;
    } catch (error) {
      const { message } = error as Error;
      failed.set(message, (failed.get(message) ?? 0) + 1);
    }
  };
  const loop = (async () => {
    const started = performance.now();
    for (let sent = 0; !over; sent += 1) {
      const due = started + (sent * 1000) / perSecond;
      await sleep(Math.max(0, due - performance.now()));
      const one = createOne();
      onTheWay.add(one);
      void one.then(() => onTheWay.delete(one));
    }
  })();

  const clean = () =>
    call(kubeConfig, 'DELETE', `/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0&labelSelector=load`);
  const cleaning = (async () => {
    while (!over) {
      await sleep(CLEAN_MILLIS);
      await clean();
    }
  })();
  const before = failuresOpen(cluster).length;

  return {
    async stop() {
      over = true;
      await Promise.all([loop, cleaning]);
      await Promise.all(onTheWay);
      await clean();
      const failedOpen = failuresOpen(cluster).slice(before);
      return { patched, unpatched, failed: Object.fromEntries(failed), failedOpen };
    },
  };
}

/** What the API server's log says about calls that it did without. */
const failuresOpen = (cluster: Cluster): readonly string[] =>
  [...(cluster.machine ?? cluster).processes.running()]
    .filter(({ name }) => name === 'kube-apiserver')
    .flatMap(({ logFile }) => readFileSync(logFile, 'utf8').match(/Failed calling webhook, failing open.*/g) ?? []);

/** Nobody was refused, nobody was forgotten, and there was something to lose. */
export function expectNothingLost({ patched, ...lost }: LoadCounts): void {
  expect(lost).toEqual({ unpatched: 0, failed: {}, failedOpen: [] });
  expect(patched).toBeGreaterThan(1000);
}
