import { WEBHOOK_NAMES } from '../../src/registration/webhook-configuration.ts';
import { type Cluster, startControlPlane } from '../../test/cluster/control-plane.ts';
import { ensureNamespace } from '../../test/cluster/namespaces.ts';
import { firstUnavailable } from '../../test/cluster/programs.ts';
import { registerOther, registerWebhook } from '../../test/cluster/webhook.ts';
import type { Skipped } from '../results.ts';
import { serverById } from '../servers/catalogue.ts';
import type { Credentials } from '../servers/credentials.ts';
import { type RunningServer, startServer } from '../servers/running-server.ts';
import {
  type ClusterBenchOptions,
  type ClusterBenchResult,
  createThroughEach,
  type Registered,
} from './bench-cluster.ts';
import { clusterCredentials } from './cluster-credentials.ts';
import { untilRouted } from './creation.ts';

/** Nothing here has a core for itself: API server, etcd, webhooks and client share them, as they do on a small cluster. */
const SHARED = { reason: 'everything shares the cores' };

/**
 * Creates pods on an API server beside which the webhooks run as processes. Returns why not, where this machine has no API
 * server.
 */
export async function benchCluster(
  options: ClusterBenchOptions,
  say: (text: string) => void,
): Promise<ClusterBenchResult | Skipped> {
  const missing = firstUnavailable('etcd', 'kubernetes');
  if (missing !== undefined) {
    return { skipped: missing.reason, enable: missing.enable };
  }
  const lacksPeer = await serverById('controller-runtime').prepare?.();
  if (lacksPeer !== undefined) {
    return lacksPeer;
  }
  const cluster = await startControlPlane();
  const running: RunningServer[] = [];
  try {
    const credentials = await clusterCredentials(cluster);
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
  const server = await startServer(serverById('ours'), { cores: SHARED, credentials });
  await ensureNamespace(cluster, namespace, { labels: { 'runai-injection': 'enabled', 'runai/queue': 'team-a' } });
  await registerWebhook(cluster, { port: server.port, caBundle: cluster.authority.cert, by: 'url' });
  await untilRouted(cluster, namespace);
  return { server, made: { variant: 'ours', namespace, webhookName: WEBHOOK_NAMES.byLabel } };
}

async function registerControllerRuntime(cluster: Cluster, credentials: Credentials): Promise<Started> {
  const namespace = 'bench-controller-runtime';
  const peer = serverById('controller-runtime');
  const server = await startServer(peer, { cores: SHARED, credentials });
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
