import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { summarize } from '../../scripts/demo/pod-summary.ts';
import { NOTHING, SAMPLES, SURROUNDINGS } from '../../scripts/demo/samples.ts';
import { explainCommand } from '../../src/commands/explain.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import { plain } from '../../src/explain/render/paint.ts';
import { filesIn, textReader } from '../../src/manifests/files.ts';
import { loadSettings } from '../../src/settings/load.ts';

const folder = fileURLToPath(new URL('../../deploy/samples/', import.meta.url));

function explained(file: string): readonly Explanation[] {
  const { stdout } = explainCommand({
    files: filesIn([join(folder, file)], false),
    surroundings: filesIn(
      SURROUNDINGS.map((name) => join(folder, name)),
      false,
    ),
    output: 'json',
    settings: loadSettings(undefined),
    paint: plain,
    readText: textReader(''),
  });
  const printed: unknown = JSON.parse(stdout);
  return (Array.isArray(printed) ? printed : [printed]) as readonly Explanation[];
}

describe.each(SAMPLES)('the sample $file', ({ file, pods: expected }) => {
  const pods = explained(file);

  it('makes the pods that it promises', () => {
    expect(pods.map(({ name }) => name)).toEqual(
      expected.map(({ pod }) => expect.stringMatching(new RegExp(`^${pod}`))),
    );
  });

  it('is decided as it promises', () => {
    const found = pods.map(({ outcome, reason, allowed, pod }) => ({
      outcome,
      reason,
      ...(allowed ? summarize(pod) : { scheduler: NOTHING, project: NOTHING, gpu: NOTHING }),
    }));
    expect(found).toEqual(expected.map(({ pod: _, ...decided }) => decided));
  });

  it('gives no warnings: it shows how things are done', () => {
    expect(pods.flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  it('lives in the namespace of the samples', () => {
    expect(new Set(pods.map(({ namespace }) => namespace))).toEqual(new Set(['kubeflow-alice']));
  });
});

describe('the folder of samples', () => {
  it('holds nothing that the demo does not show', () => {
    const manifests = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    expect(manifests.sort()).toEqual([...SURROUNDINGS, ...SAMPLES.map(({ file }) => file)].sort());
  });

  it('has a Job template for MLflow projects that asks for half a GPU', () => {
    const [pod, ...others] = explained('mlflow-project/kubernetes_job_template.yaml');
    expect(others).toEqual([]);
    expect(pod).toMatchObject({ outcome: 'mutated', reason: 'asked' });
    expect(summarize(pod?.pod)).toEqual({
      scheduler: 'runai-scheduler',
      project: 'team-a',
      gpu: '0.5 in container replaced-by-mlflow',
    });
  });
});
