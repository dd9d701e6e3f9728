import { expect, it } from 'vitest';
import { ensureNamespace } from '../../namespaces.ts';
import { optedIn } from '../../own-webhook.ts';
import { install } from '../chart/release.ts';
import { type ClusterWithNode, describeOnNode } from '../suite.ts';
import { FLAVOUR, NAMESPACE, runOne } from './run-one.ts';
import { DISTURBANCES } from './table.ts';

/** Short: `make disturb` has each of them at its full length. */
const LENGTHS = { perSecond: 100, beforeMillis: 3000, disturbedMillis: 8000 };

async function start({ cluster }: ClusterWithNode): Promise<void> {
  await install(cluster, 'helm4', { config: FLAVOUR });
  await ensureNamespace(cluster, NAMESPACE, { labels: optedIn('team-a') });
}

describeOnNode(
  'pods are created, and nothing is lost that need not be,',
  { groups: ['helm4'], ownImage: true, start },
  (running) => {
    it.each(DISTURBANCES)(
      'while $title',
      async (disturbance) => {
        const { during, problems } = await runOne(running(), disturbance, LENGTHS);
        expect(problems).toEqual([]);
        expect(during.patched).toBeGreaterThan(300);
      },
      180_000,
    );
  },
);
