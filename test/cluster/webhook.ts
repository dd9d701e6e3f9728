import type { Manifest } from './api.ts';
import { apply } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { ensureNamespace } from './namespaces.ts';

/** Where a webhook's HTTPS server listens, and how the API server finds it. */
export interface WebhookServer {
  port: number;
  /** Path of the webhook's URL, such as /mutate. */
  path: string;
  /** PEM certificates that the API server trusts for it. */
  caBundle: string;
  /** Service to register it by. Its serving certificate has to be valid for <name>.<namespace>.svc. */
  service: { namespace: string; name: string };
  /** `url` registers https://127.0.0.1:<port>; by default a Service wherever the machine has an address for it. */
  by?: 'service' | 'url';
}

/** Every name that a webhook's serving certificate needs for either way of registration. */
export function servingNames({ service }: Pick<WebhookServer, 'service'>): string[] {
  return [`${service.name}.${service.namespace}.svc`, '127.0.0.1', 'localhost'];
}

/**
 * The clientConfig of a webhook configuration. For a Service it also makes the Service and its EndpointSlice: kube-proxy
 * is not there, and the API server goes to the endpoints itself (--enable-aggregator-routing).
 */
export async function clientConfig(cluster: Cluster, server: WebhookServer): Promise<object> {
  const { port, path, caBundle, service } = server;
  const by = server.by ?? (cluster.address === undefined ? 'url' : 'service');
  const encoded = Buffer.from(caBundle).toString('base64');
  if (by === 'url') return { url: `https://127.0.0.1:${port}${path}`, caBundle: encoded };
  if (cluster.address === undefined) {
    throw new Error('this machine has only loopback addresses, which an EndpointSlice must not name: register by URL');
  }
  await ensureNamespace(cluster, service.namespace);
  await apply(
    cluster.kubeConfig,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: service,
      // No selector: nobody but the harness writes its EndpointSlice.
      spec: { ports: [{ name: 'https', port: 443, targetPort: port, protocol: 'TCP' }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...service, labels: { 'kubernetes.io/service-name': service.name } },
      addressType: 'IPv4',
      ports: [{ name: 'https', port, protocol: 'TCP' }],
      endpoints: [{ addresses: [cluster.address], conditions: { ready: true } }],
    },
  );
  return { service: { ...service, path, port: 443 }, caBundle: encoded };
}

/** What of gpu-fraction-webhook's registration a test may want to be different. */
export interface Registration extends Omit<WebhookServer, 'path' | 'service'> {
  /** Name of the MutatingWebhookConfiguration: the API server calls configurations in the order of their names. */
  name?: string;
  path?: string;
  service?: WebhookServer['service'];
  failurePolicy?: 'Ignore' | 'Fail';
  timeoutSeconds?: number;
  reinvocationPolicy?: 'IfNeeded' | 'Never';
  namespaceSelector?: object;
  objectSelector?: object;
  matchConditions?: { name: string; expression: string }[];
}

/** Names of gpu-fraction-webhook's Service, for its serving certificate. */
export const ownService = { namespace: 'gpu-fraction-webhook', name: 'gpu-fraction-webhook' };

/**
 * Registers gpu-fraction-webhook as a release would: the one place where this project's own webhook meets the
 * cluster. Returns the configuration, so that a test can remove() it again.
 */
export async function registerWebhook(cluster: Cluster, registration: Registration): Promise<Manifest> {
  const { name = 'gpu-fraction-webhook', path = '/mutate', service = ownService } = registration;
  const configuration: Manifest = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name },
    webhooks: [
      {
        name: `${service.name}.${service.namespace}.svc`,
        clientConfig: await clientConfig(cluster, { ...registration, path, service }),
        rules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: 'Namespaced' },
        ],
        namespaceSelector: registration.namespaceSelector ?? { matchLabels: { 'runai-injection': 'enabled' } },
        ...(registration.objectSelector !== undefined && { objectSelector: registration.objectSelector }),
        ...(registration.matchConditions !== undefined && { matchConditions: registration.matchConditions }),
        failurePolicy: registration.failurePolicy ?? 'Ignore',
        timeoutSeconds: registration.timeoutSeconds ?? 3,
        reinvocationPolicy: registration.reinvocationPolicy ?? 'IfNeeded',
        sideEffects: 'None',
        matchPolicy: 'Equivalent',
        admissionReviewVersions: ['v1'],
      },
    ],
  };
  await apply(cluster.kubeConfig, configuration);
  return configuration;
}
