import type { CertificateSource } from '../../../src/certificates/source.ts';
import type { TrustTiming } from '../../../src/certificates/trust/timing.ts';
import type { ClusterAccess } from '../../../src/cluster/access.ts';
import { certificateSource } from '../../../src/commands/certificates.ts';
import { webhookConfiguration } from '../../../src/registration/webhook-configuration.ts';
import { type RunningServer, startServer } from '../../../src/server/server.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import type { SettingsInput } from '../../../src/settings/schema.ts';
import { SurroundingsStore } from '../../../src/surroundings/store.ts';
import { openLog } from '../../../src/telemetry/log.ts';
import { Metrics } from '../../../src/telemetry/metrics.ts';
import { readSeries } from '../../server/running-webhook.ts';
import { apply, type Manifest, read } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';
import { waitFor } from '../wait.ts';
import { ownService } from '../webhook.ts';

export const SECRET: Manifest = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'gpu-fraction-webhook-ca', namespace: ownService.namespace },
};

/** A replica inside this process. */
export interface Replica {
  server: RunningServer;
  certificates: CertificateSource;
  lines(msg: string): Record<string, unknown>[];
  metric(series: string): Promise<number | undefined>;
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/** As the chart makes it: no bundle, which is the program's business. With a prefix it has two webhooks, and all are kept. */
export function configuration(failurePolicy: 'Ignore' | 'Fail' = 'Fail'): Manifest {
  const { excludedNamespaces } = loadSettings(undefined, {}).decision;
  const made = webhookConfiguration({
    service: ownService,
    failurePolicy,
    excludedNamespaces,
    namespacePrefixes: ['by-prefix-'],
  });
  // Through JSON, as a file of it would be.
  return JSON.parse(JSON.stringify(made)) as Manifest;
}

/** Makes the Service, with an EndpointSlice for each server: they differ by their ports, as pods do by their addresses. */
export async function serveAt(cluster: Cluster, ports: readonly number[]): Promise<void> {
  await apply(cluster.kubeConfig, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: ownService,
    spec: { ports: [{ name: 'https', port: 443, targetPort: 8443, protocol: 'TCP' }] },
  });
  for (const [index, port] of ports.entries()) {
    await apply(cluster.kubeConfig, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${ownService.name}-${index}`,
        namespace: ownService.namespace,
        labels: { 'kubernetes.io/service-name': ownService.name },
      },
      addressType: 'IPv4',
      ports: [{ name: 'https', port, protocol: 'TCP' }],
      endpoints: [{ addresses: [cluster.address ?? '127.0.0.1'], conditions: { ready: true } }],
    });
  }
}

/** A replica that signs for itself. */
export const startReplica = (
  cluster: Cluster,
  access: ClusterAccess,
  selfManaged: SettingsInput['selfManaged'] = {},
): Promise<Replica> => startReplicaWith(cluster, access, { certificates: 'self', selfManaged });

/** @param trustTiming paces for a mounted certificate that are shorter than everyday life's */
export async function startReplicaWith(
  cluster: Cluster,
  access: ClusterAccess,
  input: SettingsInput,
  trustTiming?: TrustTiming,
): Promise<Replica> {
  await ensureNamespace(cluster, ownService.namespace);
  const lines: string[] = [];
  const metrics = new Metrics('test');
  const settings = loadSettings(undefined, {
    flavour: 'kai',
    releaseNamespace: ownService.namespace,
    ...input,
    logLevel: 'info',
    httpsPort: 0,
    healthPort: 0,
    // The API server has to open a connection, and to look at a certificate, every few pods.
    maxRequestsPerConnection: 5,
  });
  const telemetry = {
    log: openLog(settings.logLevel, { destination: { write: (line: string) => void lines.push(line) } }),
    metrics,
  };
  const certificates = await certificateSource(
    { settings, dev: false, certificateCluster: access, trustTiming },
    telemetry,
  );
  await certificates.start();
  const surroundings = new SurroundingsStore(settings.decision);
  const server = await startServer({ settings, surroundings, certificates, telemetry });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    certificates.close();
    stopped ??= server.drain(0);
    return stopped;
  };
  cluster.onStop(() => void stop());
  const readyz = () => fetch(`http://127.0.0.1:${server.healthAddress.port}/readyz`);
  return {
    server,
    certificates,
    lines: (msg) =>
      lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['msg'] === msg),
    metric: async (series) => readSeries(await metrics.exposition(), `gpu_fraction_webhook_${series}`),
    async ready() {
      await waitFor('the replica to be ready', async (saw) => {
        const answer = await readyz();
        saw(`${await answer.text()}\n${lines.join('')}`);
        return answer.status === 200;
      });
    },
    stop,
  };
}

interface WebhookConfiguration extends Manifest {
  webhooks: { name: string; clientConfig: { caBundle?: string } }[];
}

/** The registration as it is, and its bundles apart. */
export async function registered(
  cluster: Cluster,
): Promise<{ bundles: string[]; rest: string; object: WebhookConfiguration }> {
  const object = await read<WebhookConfiguration>(cluster.kubeConfig, configuration());
  if (object === undefined) throw new Error('there is no registration');
  const bundles = object.webhooks.map(({ clientConfig }) =>
    Buffer.from(clientConfig.caBundle ?? '', 'base64').toString(),
  );
  const rest = JSON.stringify({ ...object, metadata: object.metadata.labels }, (key, value: unknown) =>
    key === 'caBundle' ? undefined : value,
  );
  return { bundles, rest, object };
}
