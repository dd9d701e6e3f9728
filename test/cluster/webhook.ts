import type {
  AdmissionregistrationV1WebhookClientConfig,
  V1LabelSelector,
  V1MatchCondition,
  V1MutatingWebhookConfiguration,
} from '@kubernetes/client-node';
import type { NamespaceScope } from '../../src/registration/namespace-scope.ts';
import type { RegistrationSettings } from '../../src/registration/webhook-configuration.ts';
import { WEBHOOK_PATH, webhookConfiguration } from '../../src/registration/webhook-configuration.ts';
import { loadSettings } from '../../src/settings/load.ts';
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
export async function clientConfig(
  cluster: Cluster,
  server: WebhookServer,
): Promise<AdmissionregistrationV1WebhookClientConfig> {
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
    ...(looksAtEndpoints(cluster) ? [endpoints(service, cluster.address, port)] : []),
  );
  return { service: { ...service, path, port: 443 }, caBundle: encoded };
}

/** With --enable-aggregator-routing Kubernetes 1.30 goes by Endpoints, and 1.35 by EndpointSlices. */
function looksAtEndpoints({ version }: Cluster): boolean {
  return Number(version.split('.')[1]) < 35;
}

function endpoints(service: WebhookServer['service'], ip: string, port: number): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    // Or the controller manager would make a second EndpointSlice of it.
    metadata: { ...service, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip }], ports: [{ name: 'https', port, protocol: 'TCP' }] }],
  };
}

/** Names of gpu-fraction-webhook's Service, for its serving certificate. */
export const ownService = { namespace: 'gpu-fraction-webhook', name: 'gpu-fraction-webhook' };

/** Where gpu-fraction-webhook listens, and what of its registration a test may want to be different. */
export interface Registration
  extends Omit<WebhookServer, 'path' | 'service'>,
    Partial<Omit<RegistrationSettings, 'service'>> {
  service?: WebhookServer['service'];
}

/**
 * Registers gpu-fraction-webhook by the definition that a release has too, with the excluded namespaces of its settings:
 * the one place where this project's own webhook meets the cluster. Returns the configuration, so that a test can
 * remove() it again.
 */
export async function registerWebhook(
  cluster: Cluster,
  { port, caBundle, by, service = ownService, ...choices }: Registration,
): Promise<Manifest> {
  const server: WebhookServer = { port, path: WEBHOOK_PATH, caBundle, service, ...(by !== undefined && { by }) };
  const made = webhookConfiguration({ ...defaultScope(), ...choices, service });
  const client = await clientConfig(cluster, server);
  const webhooks = (made.webhooks ?? []).map((webhook) => ({ ...webhook, clientConfig: client }));
  return register(cluster, { ...made, webhooks });
}

function defaultScope(): NamespaceScope {
  const { excludedNamespaces, namespacePrefixes } = loadSettings(undefined, {}).decision;
  return { excludedNamespaces, namespacePrefixes };
}

/** A webhook of somebody else's that a test plays. */
export interface OtherRegistration extends WebhookServer {
  /** Name of the MutatingWebhookConfiguration: the API server calls configurations in the order of their names. */
  name: string;
  namespaceSelector: V1LabelSelector;
  objectSelector?: V1LabelSelector;
  matchConditions?: V1MatchCondition[];
  failurePolicy?: 'Ignore' | 'Fail';
  timeoutSeconds?: number;
  reinvocationPolicy?: 'IfNeeded' | 'Never';
}

/** Registers it for the creation of pods, by default like one that is called once and does no harm when it is away. */
export async function registerOther(cluster: Cluster, other: OtherRegistration): Promise<Manifest> {
  const { name, service, objectSelector, matchConditions } = other;
  return register(cluster, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name },
    webhooks: [
      {
        name: `${service.name}.${service.namespace}.svc`,
        clientConfig: await clientConfig(cluster, other),
        rules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: 'Namespaced' },
        ],
        namespaceSelector: other.namespaceSelector,
        ...(objectSelector !== undefined && { objectSelector }),
        ...(matchConditions !== undefined && { matchConditions }),
        failurePolicy: other.failurePolicy ?? 'Ignore',
        timeoutSeconds: other.timeoutSeconds ?? 3,
        reinvocationPolicy: other.reinvocationPolicy ?? 'Never',
        sideEffects: 'None',
        matchPolicy: 'Equivalent',
        admissionReviewVersions: ['v1'],
      },
    ],
  });
}

async function register(cluster: Cluster, configuration: V1MutatingWebhookConfiguration): Promise<Manifest> {
  // Through JSON, as a file of it would be.
  const manifest = JSON.parse(JSON.stringify(configuration)) as Manifest;
  await apply(cluster.kubeConfig, manifest);
  return manifest;
}
