import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROGRAM } from '../../../src/decision/vocabulary.ts';
import { apply, type Manifest, mergePatch, remove } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';
import { ownService } from '../webhook.ts';

const { namespace } = ownService;

const labels = {
  'app.kubernetes.io/name': PROGRAM,
  'app.kubernetes.io/instance': PROGRAM,
  'app.kubernetes.io/component': 'webhook',
};

/** Settings as the chart mounts them. */
export const settingsMap = (settings: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: PROGRAM, namespace },
  data: { 'config.yaml': JSON.stringify({ flavour: 'kai', releaseNamespace: namespace, ...settings }) },
});

/** The chart's Deployment, as far as anybody reads it. Paused, so that the controller makes no pods of it: those are played. */
export const deployment = (healthPort: number, replicas = 2): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: PROGRAM, namespace, labels },
  spec: {
    paused: true,
    replicas,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          { name: 'webhook', image: 'example.com/none', ports: [{ name: 'health', containerPort: healthPort }] },
        ],
        volumes: [{ name: 'config', configMap: { name: PROGRAM } }],
      },
    },
  },
});

const replica = (name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels },
  spec: { containers: [{ name: 'webhook', image: 'example.com/none' }] },
});

/**
 * A release whose replicas answer at this machine's own address, by which the API server's proxy reaches what it takes for
 * pods: the webhook itself runs inside the tests' process.
 */
export async function playRelease(cluster: Cluster, healthPort: number): Promise<void> {
  await ensureNamespace(cluster, namespace);
  await apply(cluster.kubeConfig, settingsMap(), deployment(healthPort));
  for (const name of ['webhook-a', 'webhook-b']) {
    await apply(cluster.kubeConfig, replica(name));
    const status = { phase: 'Running', podIP: cluster.address, podIPs: [{ ip: cluster.address }] };
    await mergePatch(cluster.kubeConfig, replica(name), { status }, '/status');
  }
}

/** Endpoints beside the one that the API server calls, ready or not. It is asked for no pod while they are there. */
export const secondEndpoint = (ready: boolean): Manifest => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'second', namespace, labels: { 'kubernetes.io/service-name': ownService.name } },
  addressType: 'IPv4',
  ports: [{ name: 'https', port: 8443, protocol: 'TCP' }],
  endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready } }],
});

/** A replica that says these things of itself, until `close`. */
export async function replicaThatSays(
  answers: Readonly<Record<string, string>>,
): Promise<{ port: number; close(): void }> {
  const answer: RequestListener = ({ url = '' }, response) => {
    const text = answers[url];
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/plain' }).end(text ?? '');
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

export const removeAll = async (cluster: Cluster, ...manifests: readonly Manifest[]): Promise<void> => {
  for (const manifest of manifests) {
    await remove(cluster.kubeConfig, manifest);
  }
};
