import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { CoreV1Api } from '@kubernetes/client-node';
import type { Values } from '../../../chart/helm.ts';
import { ensureNamespace } from '../../namespaces.ts';
import { optedIn } from '../../own-webhook.ts';
import { type LoadCounts, startLoad } from '../chart/load.ts';
import { install, settled, untilPatched, upgrade } from '../chart/release.ts';
import type { ClusterWithNode } from '../suite.ts';
import { type Disturbance, NAMESPACE, nothingLost } from './disturbance.ts';
import { removeUsed } from './replicas.ts';

const FLAVOUR = { flavour: 'kai' } as const;

export interface Lengths {
  readonly perSecond: number;
  /** Of the load before, for comparison; there is none where it is 0. */
  readonly beforeMillis: number;
  /** Of the load that is disturbed, at least. */
  readonly disturbedMillis: number;
}

export interface Outcome {
  readonly disturbance: Disturbance;
  readonly before: LoadCounts | undefined;
  readonly during: LoadCounts;
  readonly seen: string;
  /** What should not have been. */
  readonly problems: readonly string[];
}

/** Where disturbances are run one after the other: a cluster with the chart installed and a namespace that has opted in. */
export interface Stage {
  /** Brings the release into the shape that a disturbance needs, measures without it, and then with it. */
  run(disturbance: Disturbance, lengths: Lengths): Promise<Outcome>;
}

/** @param config settings for all disturbances, beside the flavour */
export async function openStage(running: ClusterWithNode, config: object = {}): Promise<Stage> {
  const { cluster } = running;
  let installed: Values = { config: { ...FLAVOUR, ...config } };
  const { config: common } = installed;
  await install(cluster, 'helm4', installed);
  await ensureNamespace(cluster, NAMESPACE, { labels: optedIn('team-a') });

  async function bringIntoShape(disturbance: Disturbance): Promise<void> {
    const wanted = { config: common, ...disturbance.values };
    if (!isDeepStrictEqual(wanted, installed)) {
      await upgrade(cluster, 'helm4', wanted);
      installed = wanted;
    }
    await removeUsed(cluster);
    await settled(cluster);
    await untilPatched(cluster, NAMESPACE);
  }

  return {
    async run(disturbance, { perSecond, beforeMillis, disturbedMillis }) {
      await bringIntoShape(disturbance);
      let before: LoadCounts | undefined;
      if (beforeMillis > 0) {
        const calm = await startLoad(cluster, { namespace: NAMESPACE, perSecond });
        await sleep(beforeMillis);
        before = await calm.stop();
      }
      const { pod } = disturbance;
      const load = await startLoad(cluster, { namespace: NAMESPACE, perSecond, ...(pod && { pod }) });
      const problems: string[] = [];
      const seen = await disturbance
        .disturb({ ...running, load, until: performance.now() + disturbedMillis })
        .catch((error: Error) => {
          problems.push(error.message);
          return 'see the problem';
        });
      const during = await load.stop();
      problems.push(...(disturbance.judge ?? nothingLost)(during), ...(await leftOnNode(running)));
      return { disturbance, before, during, seen, problems };
    },
  };
}

/** Pods that nobody patched are the default scheduler's: they would fill the only node if nothing kept them off it. */
async function leftOnNode({ cluster, node }: ClusterWithNode): Promise<readonly string[]> {
  const { items } = await cluster.kubeConfig
    .makeApiClient(CoreV1Api)
    .listNamespacedPod({ namespace: NAMESPACE, fieldSelector: `spec.nodeName=${node.name}` });
  return items.length === 0 ? [] : [`${items.length} pods of the load are on the node`];
}
