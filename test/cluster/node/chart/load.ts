import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { call, create, type Manifest } from '../../api.ts';
import type { Cluster } from '../../control-plane.ts';
import { failOpenReasons, readFailOpenCount } from './fail-open.ts';

/** What became of the pods of a load. */
export interface LoadCounts {
  readonly patched: number;
  /** Created, and still the default scheduler's. */
  readonly unpatched: number;
  /** Refused, or lost on the way: what was said, and how often. */
  readonly failed: Readonly<Record<string, number>>;
  /** Calls that the API server did without, by its own metric. */
  readonly failedOpen: number;
  /** Why, in its own words. */
  readonly failedOpenBecause: readonly string[];
  /** How long each creation took, from the moment on in which it was due, in milliseconds. */
  readonly latencies: readonly number[];
}

export interface Load {
  /** Creations that have no answer yet. */
  onTheWay(): number;
  /** Ends it when every answer is there, and removes its pods. */
  stop(): Promise<LoadCounts>;
}

export interface LoadOptions {
  readonly namespace: string;
  readonly perSecond?: number;
  /** The pod to create, by its number; by default one that asks for half a GPU. */
  readonly pod?: (number: number) => Manifest;
}

/** A pod that asks for half a GPU and that no scheduler looks at, so that nothing piles up on the only node. */
export const waitingPod = (): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { generateName: 'load-', annotations: { 'gpu-fraction': '0.5' } },
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
export async function startLoad(cluster: Cluster, options: LoadOptions): Promise<Load> {
  const { namespace, perSecond = 100, pod = waitingPod } = options;
  const { kubeConfig } = cluster;
  const failed = new Map<string, number>();
  const onTheWay = new Set<Promise<void>>();
  const latencies: number[] = [];
  let patched = 0;
  let unpatched = 0;
  let over = false;

  const createOne = async (number: number, due: number): Promise<void> => {
    try {
      const wanted = pod(number);
      const metadata = { ...wanted.metadata, namespace, labels: { ...wanted.metadata.labels, load: '' } };
      const { spec } = await create<Manifest>(kubeConfig, { ...wanted, metadata });
      latencies.push(performance.now() - due);
      if ((spec as { schedulerName: string }).schedulerName === 'default-scheduler') unpatched += 1;
      else patched += 1;
    } catch (error) {
      // Without the pod's name, in which all of one kind differ.
      const message = (error as Error).message.replaceAll(/"load-\w+"/g, '"load-..."');
      failed.set(message, (failed.get(message) ?? 0) + 1);
    }
  };
  const failedOpenBefore = await readFailOpenCount(cluster);
  const reasonsBefore = failOpenReasons(cluster).length;
  const loop = (async () => {
    const started = performance.now();
    for (let sent = 0; !over; sent += 1) {
      const due = started + (sent * 1000) / perSecond;
      await sleep(Math.max(0, due - performance.now()));
      const one = createOne(sent, due);
      onTheWay.add(one);
      void one.then(() => onTheWay.delete(one));
    }
  })();

  const clean = async (): Promise<void> => {
    const path = `/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0&labelSelector=load`;
    // An API server that is away takes nothing; what is left is removed the next time.
    await call(kubeConfig, 'DELETE', path).catch(() => undefined);
  };
  const cleaning = (async () => {
    while (!over) {
      await sleep(CLEAN_MILLIS);
      await clean();
    }
  })();

  return {
    onTheWay: () => onTheWay.size,
    async stop() {
      over = true;
      await Promise.all([loop, cleaning]);
      await Promise.all(onTheWay);
      await clean();
      return {
        patched,
        unpatched,
        failed: Object.fromEntries(failed),
        failedOpen: (await readFailOpenCount(cluster)) - failedOpenBefore,
        failedOpenBecause: failOpenReasons(cluster).slice(reasonsBefore),
        latencies,
      };
    },
  };
}

/** Nobody was refused, nobody was forgotten, and there was something to lose. */
export function expectNothingLost({ patched, latencies: _, ...lost }: LoadCounts): void {
  expect(lost).toEqual({ unpatched: 0, failed: {}, failedOpen: 0, failedOpenBecause: [] });
  expect(patched).toBeGreaterThan(1000);
}
