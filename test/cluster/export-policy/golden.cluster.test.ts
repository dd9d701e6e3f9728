import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mutatedPods, prepareNamespaces } from '../../../scripts/fuzz/mutated-pods.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import { PLACED_PODS, storeBesideThem } from '../../fuzz/input/golden-pods.ts';
import type { Cluster } from '../control-plane.ts';
import { describeOnCluster } from '../suite.ts';
import { judgeByPolicy, type PolicyFinding } from './exported-policy.ts';
import { tableBySystem } from './table.ts';

/*
 * The law of the exported policy, for every golden pod, with no webhook anywhere: it comes out exactly as the webhook would
 * leave it, less the decision annotation, or as it came.
 */

let findings: readonly PolicyFinding[] = [];

const effectOn = (file: string): string | undefined => findings.find(({ origin }) => origin === `${file}.yaml`)?.effect;

async function judgeAll(cluster: Cluster): Promise<void> {
  await prepareNamespaces(cluster);
  const samples = mutatedPods(PLACED_PODS.length, 0);
  for (const [settings, placed] of Map.groupBy(PLACED_PODS, ({ golden }) => JSON.stringify(golden.settings))) {
    const files = new Set(placed.map(({ file }) => file));
    const input = { flavour: 'runai' as const, ...JSON.parse(settings) };
    const known = storeBesideThem(loadSettings(undefined, input).decision);
    const chosen = samples.filter(({ origin }) => files.has(origin));
    findings = [...findings, ...(await judgeByPolicy(cluster, chosen, input, known))];
  }
}

describeOnCluster('a golden pod, with the exported policy,', { kubernetes: 'newest', start: judgeAll }, () => {
  it('comes out exactly as the webhook would leave it, or as it came, and does not change a second time', () => {
    expect(findings.flatMap(({ origin, wrong = [] }) => wrong.map((line) => `${origin}: ${line}`))).toEqual([]);
    expect(findings.length).toBe(PLACED_PODS.length);
  });

  it.each([
    ['kfp-v1-half-gpu', 'kfp-v1-half-gpu-poddefault', 'kfp-v1-whole-gpu', 'kfp-v1-gpu-by-namespace'],
    ['kfp-v2-executor-half-gpu', 'kfp-v2-executor-pod-label', 'kfp-v2-executor-whole-gpu'],
    [
      'notebook-half-gpu',
      'notebook-2.0-half-gpu',
      'notebook-half-gpu-and-one-in-the-form',
      'notebook-whole-gpu',
      'notebook-kai',
    ],
    ['mlflow-fraction', 'mlflow-whole-gpu', 'mlflow-whole-gpu-by-namespace'],
    ['argo-half-gpu', 'argo-container-set', 'magnus-argo-whole-gpu', 'tfx-step'],
    [
      'ray-worker-half-gpu-by-env',
      'mpijob-launcher',
      'spark-executor-half-gpu',
      'katib-trial',
      'kserve-knative-half-gpu',
    ],
  ])('comes out exactly as the webhook would leave it where all is said plainly: %s, ...', (...files) => {
    expect(Object.fromEntries(files.map((file) => [file, effectOn(file)]))).toEqual(
      Object.fromEntries(files.map((file) => [file, 'exactly'])),
    );
  });

  it('is counted on the page, by system', () => {
    const table = tableBySystem(findings);
    process.stdout.write(`${table}\n`);
    expect(readFileSync('docs/export-policy.md', 'utf8')).toContain(table);
  });
});
