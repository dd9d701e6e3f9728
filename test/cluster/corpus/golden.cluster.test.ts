import { describe, expect, it } from 'vitest';
import { comparePods, mutatedPods, prepareNamespaces } from '../../../scripts/fuzz/mutated-pods.ts';
import { PLACED_PODS } from '../../fuzz/input/golden-pods.ts';
import { describeOnCluster } from '../suite.ts';

/*
 * For every golden pod the API server stores what `explain` says, warns as it says and refuses as it says, and that is
 * what the golden file expects. Between the two stands the server.
 */

const samples = mutatedPods(PLACED_PODS.length, 0);
const bySettings = Map.groupBy(PLACED_PODS, ({ golden }) => JSON.stringify(golden.settings));

/** Its label is none that the API server takes: it is there to see that keys are escaped. */
const NEVER_ACCEPTED = ['pod-with-unknown-fields.yaml'];

describeOnCluster('a golden pod', { start: prepareNamespaces }, (cluster) => {
  describe.each([...bySettings])('with the settings %s', (settings, placed) => {
    it(`is stored as explained and as expected: ${placed.length} of them`, async () => {
      const files = placed.map(({ file }) => file);
      const chosen = samples.filter(({ origin }) => files.includes(origin));

      const findings = await comparePods(cluster(), chosen, { flavour: 'runai', ...JSON.parse(settings) });

      expect(findings.flatMap(({ origin, unexplained }) => unexplained.map((line) => `${origin}: ${line}`))).toEqual(
        [],
      );
      expect(findings.map(({ origin, outcome, reason }) => [origin, outcome, reason])).toEqual(
        placed.map(({ file, golden: { expected } }) =>
          NEVER_ACCEPTED.includes(file) ? [file, 'not-accepted', '-'] : [file, expected.outcome, expected.reason],
        ),
      );
    });
  });
});
