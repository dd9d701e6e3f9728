import { setTimeout as sleep } from 'node:timers/promises';
import { type LoadCounts, startLoad } from '../chart/load.ts';
import { settled, untilPatched, upgrade } from '../chart/release.ts';
import type { ClusterWithNode } from '../suite.ts';
import { type Disturbance, nothingLost } from './disturbance.ts';

export const NAMESPACE = 'team-space';

export const FLAVOUR = { flavour: 'kai' } as const;

export interface Lengths {
  readonly perSecond: number;
  /** Of the load before, for comparison, and of the one that is disturbed, at least. */
  readonly beforeMillis: number;
  readonly disturbedMillis: number;
}

export interface Outcome {
  readonly disturbance: Disturbance;
  readonly before: LoadCounts;
  readonly during: LoadCounts;
  readonly seen: string;
  /** What should not have been. */
  readonly problems: readonly string[];
}

/** Brings the release into the shape that a disturbance needs, measures without it, and then with it. */
export async function runOne(running: ClusterWithNode, disturbance: Disturbance, lengths: Lengths): Promise<Outcome> {
  const { cluster } = running;
  const { perSecond, beforeMillis, disturbedMillis } = lengths;
  await upgrade(cluster, 'helm4', { config: FLAVOUR, ...disturbance.values });
  await settled(cluster);
  await untilPatched(cluster, NAMESPACE);

  const calm = await startLoad(cluster, { namespace: NAMESPACE, perSecond });
  await sleep(beforeMillis);
  const before = await calm.stop();

  const { pod } = disturbance;
  const load = await startLoad(cluster, { namespace: NAMESPACE, perSecond, ...(pod && { pod }) });
  const seen = await disturbance.disturb({ ...running, load, until: performance.now() + disturbedMillis });
  const during = await load.stop();
  return { disturbance, before, during, seen, problems: (disturbance.judge ?? nothingLost)(during) };
}
