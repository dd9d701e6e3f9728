import { expect, it } from 'vitest';
import type { Finding } from '../../../scripts/corpus/finding.ts';
import { comparePods, mutatedPods, prepareNamespaces } from '../../../scripts/fuzz/mutated-pods.ts';
import { PLACED_PODS } from '../../fuzz/input/golden-pods.ts';
import { describeOnCluster } from '../suite.ts';

/*
 * The short form of what `make fuzz` does for ten thousand pods: golden pods as they are and after edits, each created
 * with the webhook off and on.
 */

const COUNT = 4 * PLACED_PODS.length;

describeOnCluster('pods that were edited at random', { start: prepareNamespaces }, (cluster) => {
  it.each([
    { flavour: 'runai' } as const,
    { flavour: 'kai', route: 'all', queueLabel: true, containerTarget: 'reorder' } as const,
  ])(
    'are accepted with the webhook wherever they are without, but for refusals by contract, with %j',
    async (settings) => {
      const findings = await comparePods(cluster(), mutatedPods(COUNT, 1), settings);

      expect(findings.flatMap(({ pod, unexplained }) => unexplained.map((line) => `${pod}: ${line}`))).toEqual([]);
      const edited = findings.slice(PLACED_PODS.length);
      expect(edited.length).toBe(3 * PLACED_PODS.length);
      // Rubbish that the API server refuses by itself would prove nothing.
      expect(withOutcome(edited, 'not-accepted').length).toBeLessThan((edited.length * 2) / 3);
      expect(withOutcome(edited, 'mutated').length).toBeGreaterThan(edited.length / 20);
      expect(withOutcome(edited, 'denied').length).toBeGreaterThan(0);
    },
  );
});

const withOutcome = (findings: readonly Finding[], outcome: string): readonly Finding[] =>
  findings.filter((finding) => finding.outcome === outcome);
