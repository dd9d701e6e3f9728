import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { WEBHOOK_NAMES } from '../../src/registration/webhook-configuration.ts';
import { startControlPlane } from '../../test/cluster/control-plane.ts';
import { ensureNamespace } from '../../test/cluster/namespaces.ts';
import { install } from '../../test/cluster/node/chart/release.ts';
import { startNode } from '../../test/cluster/node/node.ts';
import { installNodePrerequisites, missingForNode } from '../../test/cluster/node/prerequisites.ts';
import { buildAll, firstUnavailable } from '../../test/cluster/programs.ts';
import { imageName } from '../../test/image/image-name.ts';
import type { Skipped } from '../results.ts';
import { serverById } from '../servers/catalogue.ts';
import {
  type ClusterBenchOptions,
  type ClusterBenchResult,
  createThroughEach,
  type Registered,
} from './bench-cluster.ts';
import { untilRouted } from './creation.ts';
import { buildPeerImage, installPeer, PEER_WEBHOOK, removePeerImage } from './peer-release.ts';

const root = join(import.meta.dirname, '../..');
const GROUPS = ['etcd', 'kubernetes', 'kubernetes-node', 'helm4'] as const;

/**
 * Creates pods on a cluster whose node runs the webhooks as pods, behind Services. Returns why not, where this machine can be no node.
 */
export async function benchNode(
  options: ClusterBenchOptions,
  say: (text: string) => void,
): Promise<ClusterBenchResult | Skipped> {
  installNodePrerequisites();
  const missing = firstUnavailable(...GROUPS) ?? missingForNode() ?? noImage();
  if (missing !== undefined) {
    return { skipped: missing.reason, enable: missing.enable };
  }
  const lacksPeer = await serverById('controller-runtime').prepare?.();
  if (lacksPeer !== undefined) {
    return lacksPeer;
  }
  await buildAll([...GROUPS]);
  const peerImage = buildPeerImage();
  const cluster = await startControlPlane({ onOwnMachine: true });
  try {
    say('a node');
    const node = await startNode(cluster);
    await node.importImage(imageName);
    await node.importImage(peerImage);
    const [none, ours, peer]: readonly [Registered, Registered, Registered] = [
      { variant: 'none', namespace: 'bench-none', webhookName: undefined },
      { variant: 'ours', namespace: 'bench-ours', webhookName: WEBHOOK_NAMES.byLabel },
      { variant: 'controller-runtime', namespace: 'bench-controller-runtime', webhookName: PEER_WEBHOOK },
    ];
    await ensureNamespace(cluster, none.namespace, {});
    await ensureNamespace(cluster, peer.namespace, {});
    await ensureNamespace(cluster, ours.namespace, {
      labels: { 'runai-injection': 'enabled', 'runai/queue': 'team-a' },
    });
    say('the webhooks, as pods');
    await install(cluster, 'helm4');
    await installPeer(cluster, peer.namespace, chartValues());
    await untilRouted(cluster, ours.namespace);
    await untilRouted(cluster, peer.namespace);
    return await createThroughEach(cluster, [none, ours, peer], options, say);
  } finally {
    await cluster.stop();
    removePeerImage();
  }
}

function noImage(): { reason: string; enable: string } | undefined {
  const failed = ['scripts/image/docker-engine.sh', 'scripts/image/build.sh'].find(
    (script) => spawnSync(join(root, script), { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0,
  );
  return failed === undefined ? undefined : { reason: `${failed} failed`, enable: 'make image' };
}

/** How many replicas the chart makes, and what each may take. */
function chartValues(): { replicas: number; resources: object } {
  const { replicas, resources } = parse(readFileSync(join(root, 'charts/gpu-fraction-webhook/values.yaml'), 'utf8'));
  return { replicas, resources };
}
