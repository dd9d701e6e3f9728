// `make disturb`: every disturbance at full length on a real node, and the page of what came out. ONLY=name,name runs some
// of them, and rewrites their rows if the others were measured on the same day and machine.
import { readFileSync, writeFileSync } from 'node:fs';
import { imageName } from '../../../image/image-name.ts';
import { startControlPlane } from '../../control-plane.ts';
import type { GroupName } from '../../program-groups.ts';
import { buildAll, firstUnavailable } from '../../programs.ts';
import { startNode } from '../node.ts';
import { installNodePrerequisites, missingForNode } from '../prerequisites.ts';
import { PAGE, pageAgain, reliabilityPage, summary } from './page.ts';
import { type Outcome, openStage } from './stage.ts';
import { DISTURBANCES } from './table.ts';

/** A hundred a second for a hundred and five seconds: ten thousand pods at least. */
const LENGTHS = { perSecond: 100, beforeMillis: 10_000, disturbedMillis: 105_000 };

const PROGRAMS: readonly GroupName[] = ['etcd', 'kubernetes', 'kubernetes-node', 'helm4', 'argo'];

const only = (process.env['ONLY'] ?? '').split(',').filter((name) => name !== '');

async function main(): Promise<number> {
  installNodePrerequisites();
  const missing = firstUnavailable(...PROGRAMS) ?? missingForNode();
  if (missing !== undefined) {
    console.error(`SKIPPED: no node here. ${missing.reason}\nTo enable it: ${missing.enable}`);
    return 3;
  }
  await buildAll(PROGRAMS);
  const cluster = await startControlPlane({ onOwnMachine: true });
  try {
    const node = await startNode(cluster);
    await node.importImage(imageName);
    const stage = await openStage({ cluster, node });
    const outcomes: Outcome[] = [];
    for (const disturbance of DISTURBANCES.filter(({ name }) => only.length === 0 || only.includes(name))) {
      const outcome = await stage.run(disturbance, LENGTHS);
      outcomes.push(outcome);
      console.log(summary(outcome));
    }
    const day = new Date().toISOString().slice(0, 10);
    const circumstances = { kubernetes: cluster.version, day, perSecond: LENGTHS.perSecond };
    const page =
      only.length === 0
        ? reliabilityPage(outcomes, circumstances)
        : pageAgain(readFileSync(PAGE, 'utf8'), outcomes, circumstances);
    if (page === undefined) {
      console.log(
        `left ${PAGE} as it is: its other rows are of another day, machine, or Kubernetes, or it is of another form`,
      );
    } else {
      writeFileSync(PAGE, page);
      console.log(`wrote ${PAGE}`);
    }
    return outcomes.some(({ problems }) => problems.length > 0) ? 1 : 0;
  } finally {
    await cluster.stop();
  }
}

process.exitCode = await main();
