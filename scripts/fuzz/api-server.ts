import type { SettingsInput } from '../../src/settings/schema.ts';
import { startControlPlane } from '../../test/cluster/control-plane.ts';
import { buildAll, firstUnavailable } from '../../test/cluster/programs.ts';
import type { Finding } from '../corpus/finding.ts';
import { comparePods, mutatedPods, prepareNamespaces } from './mutated-pods.ts';

/** Each decides otherwise about the same pods. */
const VARIANTS: readonly SettingsInput[] = [
  { flavour: 'runai' },
  { flavour: 'kai', queueLabel: true, route: 'all' },
  { flavour: 'runai', onInvalid: 'warn', projectGuard: 'warn', containerTarget: 'reorder' },
];

/** Pods of one turn, off and on: the more there are the longer a turn takes, and the less is started anew. */
const TURN = 2000;

export interface ApiServerRun {
  readonly pods: number;
  readonly seconds: number;
  /** How many there are of each outcome. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly unexplained: readonly string[];
}

/**
 * Has mutated golden pods created by a real API server, with the webhook off and on.
 *
 * @returns a message where there is no API server here
 */
export async function runAgainstApiServer(count: number, seed: number): Promise<ApiServerRun | string> {
  const missing = firstUnavailable('etcd', 'kubernetes');
  if (missing !== undefined) {
    return `${missing.reason}. To enable it: ${missing.enable}`;
  }
  await buildAll(['etcd', 'kubernetes']);
  const begun = performance.now();
  const findings: Finding[] = [];
  for (let turn = 0; findings.length < count; turn += 1) {
    // Of a control plane of its own: nothing that one of the pods left behind can disturb the others.
    const cluster = await startControlPlane();
    try {
      await prepareNamespaces(cluster);
      const samples = mutatedPods(Math.min(TURN, count - findings.length), seed + turn);
      findings.push(...(await comparePods(cluster, samples, VARIANTS[turn % VARIANTS.length] ?? {})));
    } finally {
      await cluster.stop();
    }
  }
  const byOutcome = Map.groupBy(findings, ({ outcome }) => outcome);
  return {
    pods: findings.length,
    seconds: (performance.now() - begun) / 1000,
    outcomes: new Map([...byOutcome].map(([outcome, all]) => [outcome, all.length])),
    unexplained: findings.flatMap(({ pod, unexplained }) => unexplained.map((line) => `${pod}: ${line}`)),
  };
}
