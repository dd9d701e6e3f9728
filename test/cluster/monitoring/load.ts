import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { halfGpuPod, reviewOf } from '../../server/reviews.ts';
import { create, type Manifest } from '../api.ts';
import type { Cluster } from '../control-plane.ts';

/** A namespace that opted in and belongs to a project. */
export const NAMESPACE = 'team-a';

/** One that asks for a share needs a name of its own. */
const pod = (metadata: object, container: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { ...('name' in metadata ? {} : { generateName: 'pod-' }), namespace: NAMESPACE, ...metadata },
  spec: { containers: [{ name: 'main', image: 'example.com/none', ...container }] },
});

/** What people create in a day, the usual more often than the wrong. */
const DAY: readonly Manifest[] = [
  pod({ annotations: { 'gpu-fraction': '0.5' }, name: 'half' }),
  pod({ annotations: { 'gpu-fraction': '50%' }, name: 'percent' }),
  pod({ labels: { runai: 'true' } }),
  pod({}),
  pod({ annotations: { 'gpu-fraction': '0.3333' }, name: 'third' }),
  pod({}, { env: [{ name: 'RUNAI_GPU_FRACTION', value: '1' }] }),
  pod({ labels: { 'runai-injection': 'disabled' } }),
  pod({ annotations: { 'gpu-memory': '8Gi' }, name: 'memory' }),
  pod({ annotations: { 'gpu-fraction': 'half' } }),
  pod({}),
  pod({ labels: { project: 'team-b' }, annotations: { 'gpu-fraction': '0.5' } }),
];

/** Creates pods in dry runs, so many a second, until it is told to end. Refusals are part of it. */
export function startLoad(cluster: Cluster, perSecond: number): { end(): Promise<void> } {
  let over = false;
  const under = new Set<Promise<unknown>>();
  const loop = (async () => {
    for (let turn = 0; !over; turn += 1) {
      const manifest = DAY[turn % DAY.length] as Manifest;
      const created = create(cluster.kubeConfig, manifest, '?dryRun=All').catch(() => undefined);
      under.add(created);
      void created.then(() => under.delete(created));
      await sleep(1000 / perSecond);
    }
  })();
  return {
    async end() {
      over = true;
      await loop;
      await Promise.all(under);
    },
  };
}

/** Sends to a replica what no API server sends: a review of a pod that cannot be read, and text that is no review. */
export async function sendNonsense(port: number): Promise<void> {
  const unreadable = { ...halfGpuPod(), spec: { containers: [{ name: 7 }] } };
  await post(port, JSON.stringify(reviewOf({ namespace: NAMESPACE, object: unreadable })));
  await post(port, '{"kind":');
}

function post(port: number, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const call = request(
      { host: '127.0.0.1', port, path: '/mutate', method: 'POST', rejectUnauthorized: false, agent: false, headers },
      (answer) => answer.resume().once('end', resolve),
    );
    call.once('error', reject).end(body);
  });
}
