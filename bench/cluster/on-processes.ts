import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WEBHOOK_NAMES } from '../../src/registration/webhook-configuration.ts';
import { create } from '../../test/cluster/api.ts';
import { type Cluster, startControlPlane } from '../../test/cluster/control-plane.ts';
import { ensureNamespace } from '../../test/cluster/namespaces.ts';
import { certificateFolder } from '../../test/cluster/own-webhook.ts';
import { firstUnavailable } from '../../test/cluster/programs.ts';
import { waitFor } from '../../test/cluster/wait.ts';
import { registerOther, registerWebhook } from '../../test/cluster/webhook.ts';
import { serverById } from '../servers/catalogue.ts';
import type { Credentials } from '../servers/credentials.ts';
import { RunningServer } from '../servers/running-server.ts';
import {
  type ClusterBenchOptions,
  type ClusterBenchResult,
  createThroughEach,
  type Registered,
} from './bench-cluster.ts';
import { askingPod, isRouted } from './creation.ts';

/** Nothing here has a core for itself: API server, etcd, webhooks and client share them, as they do on a small cluster. */
const SHARED = { reason: 'everything shares the cores' };

/**
 * Creates pods on an API server beside which the webhooks run as processes. Returns why not, where this machine has no API
 * server.
 */
export async function benchCluster(
  options: ClusterBenchOptions,
  say: (text: string) => void,
): Promise<ClusterBenchResult | { readonly skipped: string }> {
  const missing = firstUnavailable('etcd', 'kubernetes');
  if (missing !== undefined) {
    return { skipped: `${missing.reason}; to enable it: ${missing.enable}` };
  }
  const cluster = await startControlPlane();
  const running: RunningServer[] = [];
  try {
    const credentials = await credentialsOf(cluster);
    const registered: Registered[] = [await withoutWebhook(cluster)];
    for (const register of [registerOurs, registerControllerRuntime]) {
      const { server, made } = await register(cluster, credentials);
      running.push(server);
      registered.push(made);
    }
    return await createThroughEach(cluster, registered, options, say);
  } finally {
    await Promise.all(running.map((server) => server.stop()));
    await cluster.stop();
  }
}

interface Started {
  readonly server: RunningServer;
  readonly made: Registered;
}

async function withoutWebhook(cluster: Cluster): Promise<Registered> {
  const namespace = 'bench-none';
  await ensureNamespace(cluster, namespace, {});
  return { variant: 'none', namespace, webhookName: undefined };
}

async function registerOurs(cluster: Cluster, credentials: Credentials): Promise<Started> {
  const namespace = 'bench-ours';
  const server = await RunningServer.start(serverById('ours'), { cores: SHARED, credentials });
  await ensureNamespace(cluster, namespace, { labels: { 'runai-injection': 'enabled', 'runai/queue': 'team-a' } });
  await registerWebhook(cluster, { port: server.port, caBundle: cluster.authority.cert, by: 'url' });
  await untilRouted(cluster, namespace);
  return { server, made: { variant: 'ours', namespace, webhookName: WEBHOOK_NAMES.byLabel } };
}

async function registerControllerRuntime(cluster: Cluster, credentials: Credentials): Promise<Started> {
  const namespace = 'bench-controller-runtime';
  const peer = serverById('controller-runtime');
  await peer.prepare?.();
  const server = await RunningServer.start(peer, { cores: SHARED, credentials });
  await ensureNamespace(cluster, namespace, {});
  const service = { namespace: 'bench', name: 'controller-runtime' };
  await registerOther(cluster, {
    name: 'controller-runtime',
    service,
    port: server.port,
    path: '/mutate',
    by: 'url',
    caBundle: cluster.authority.cert,
    reinvocationPolicy: 'IfNeeded',
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  });
  await untilRouted(cluster, namespace);
  return {
    server,
    made: { variant: 'controller-runtime', namespace, webhookName: `${service.name}.${service.namespace}.svc` },
  };
}

/** The API server learns of a registration by a watch. */
async function untilRouted(cluster: Cluster, namespace: string): Promise<void> {
  await waitFor(`pods of ${namespace} to be routed`, async () =>
    isRouted(await create(cluster.kubeConfig, askingPod(namespace), '?dryRun=All')),
  );
}

async function credentialsOf(cluster: Cluster): Promise<Credentials> {
  const folder = await certificateFolder(cluster);
  const caFile = join(cluster.folder, 'bench-ca.crt');
  writeFileSync(caFile, cluster.authority.cert);
  return { folder, certificateFile: join(folder, 'tls.crt'), keyFile: join(folder, 'tls.key'), caFile };
}
