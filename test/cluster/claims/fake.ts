import type { Manifest } from '../api.ts';
import { create } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import type { Answer, FakeWebhook, Review } from '../fake-webhook.ts';
import { startFakeWebhook } from '../fake-webhook.ts';
import { ensureNamespace } from '../namespaces.ts';
import { waitFor } from '../wait.ts';
import type { OtherRegistration } from '../webhook.ts';
import { registerOther } from '../webhook.ts';

/** A webhook that a test scripts. It is called for one namespace only, so that tests do not meet each other's. */
export interface FakeOptions extends Partial<OtherRegistration> {
  name: string;
  namespace: string;
  answer?: (review: Review, givenUp: AbortSignal) => Answer | Promise<Answer>;
  /** The pod whose creation shows that the API server calls the webhook; by default any. */
  probe?: Manifest;
}

/** Starts and registers it, by URL, and waits until the API server calls it; what came until then is forgotten. */
export async function register(cluster: Cluster, options: FakeOptions): Promise<FakeWebhook> {
  const { name, namespace, answer = () => ({}), probe = pod(namespace), ...registration } = options;
  await labelled(cluster, namespace);
  const service = { namespace: 'claims', name };
  const webhook = await startFakeWebhook(cluster, service, answer);
  const { port, caBundle } = webhook;
  await registerOther(cluster, {
    by: 'url',
    name,
    service,
    port,
    path: '/mutate',
    caBundle,
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    ...registration,
  });
  await waitFor(`the API server to call ${name}`, async () => {
    // Some are there to fail.
    await create(cluster.kubeConfig, probe, '?dryRun=All').catch(() => undefined);
    return webhook.reviews.length > 0;
  });
  webhook.reviews.length = 0;
  webhook.arrivals.length = 0;
  return webhook;
}

async function labelled(cluster: Cluster, namespace: string): Promise<void> {
  // Server-side apply takes labels away that it is not given: a namespace that is there stays as it is.
  await ensureNamespace(cluster, namespace, { labels: { 'runai-injection': 'enabled' } });
}

/** A pod that says nothing about itself. */
export function pod(namespace: string, spec: object = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: 'pod-', namespace },
    spec: { containers: [{ name: 'main', image: 'example.com/none' }], ...spec },
  };
}
