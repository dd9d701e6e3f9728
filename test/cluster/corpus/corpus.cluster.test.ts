import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkCorpus } from '../../../scripts/corpus/check.ts';
import { type CorpusReport, renderReport } from '../../../scripts/corpus/finding.ts';
import { describeOnCluster } from '../suite.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const samples = fileURLToPath(new URL('../../../deploy/samples', import.meta.url));

let report: CorpusReport = { findings: [], passedOver: [] };

describeOnCluster(
  'the pods of all samples, and of this folder, created with the webhook off and on,',
  {
    start: async (cluster) => {
      report = await checkCorpus(cluster, [samples, here]);
    },
  },
  () => {
    it('differ in nothing that the decision about them does not explain', () => {
      expect(report.findings.flatMap(({ pod, unexplained }) => unexplained.map((line) => `${pod}: ${line}`))).toEqual(
        [],
      );
      expect(report.findings.length).toBeGreaterThan(20);
    });

    it('are all accepted by the API server itself, but for those that are wrong on purpose', () => {
      const refused = report.findings.filter(({ outcome }) => outcome === 'not-accepted');

      expect(refused.map(({ pod }) => pod).toSorted()).toEqual(['corpus/Upper-Case', 'corpus/half-in-limits']);
    });

    it('are reported with what the webhook did, its refusals and its warnings', () => {
      const outcomes = Object.fromEntries(
        report.findings.filter(({ pod }) => pod.startsWith('corpus/')).map(({ pod, reason }) => [pod, reason]),
      );
      expect(outcomes).toMatchObject({
        'corpus/full': 'asked',
        'corpus/comma': 'invalid-fraction',
        'corpus/half-in-limits': '-',
        'corpus/borrowed': 'foreign-project',
        'corpus/foreign-scheduler': 'other-scheduler',
      });
      const text = renderReport(report);
      expect(text).toContain('refused: POST');
      expect(text).toMatch(/warning: gpu-fraction-webhook: /);
      expect(text).toContain('values.yaml');
      expect(text).toMatch(/\d+ pods: .*; 0 unexplained$/);
    });
  },
);
