import jsonPatch, { type Operation } from 'fast-json-patch';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { OUTPUT_FORMATS } from '../../src/explain/render/output-format.ts';
import type { Paint } from '../../src/explain/render/paint.ts';
import { parseYaml } from '../../src/manifests/yaml.ts';
import { explanation, NAMESPACE, run, settingsWith } from './explaining.ts';

const HALF_GPU_STEP = `
apiVersion: v1
kind: Pod
metadata:
  name: step
  namespace: alice
  labels: {workflows.argoproj.io/workflow: flow}
  annotations: {gpu-fraction: "50%"}
spec:
  schedulerName: default-scheduler
  containers:
    - name: wait
    - name: main
      resources: {limits: {nvidia.com/gpu: "1"}, requests: {nvidia.com/gpu: "1"}}
`;
const REFUSED = HALF_GPU_STEP.replace('50%', '1.5');
const LEFT_ALONE = HALF_GPU_STEP.replace('{gpu-fraction: "50%"}', '{}').replace(
  'schedulerName: default-scheduler',
  'schedulerName: volcano',
);
const GIVEN = { surroundings: NAMESPACE };

describe('-o json', () => {
  it('says for one pod exactly what scripts rely on', () => {
    const { pod, patch, ...rest } = explanation(HALF_GPU_STEP, GIVEN);
    expect(rest).toEqual({
      name: 'step',
      namespace: 'alice',
      workload: 'argo',
      container: 'main',
      outcome: 'mutated',
      reason: 'asked',
      allowed: true,
      warnings: [expect.stringMatching(/^gpu-fraction-webhook: gpu-limit-removed: /)],
    });
    expect(patch).not.toEqual([]);
    expect(pod).toMatchObject({
      metadata: {
        labels: { project: 'team-a' },
        annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'main' },
      },
      spec: {
        schedulerName: 'runai-scheduler',
        containers: [{ name: 'wait' }, { resources: { limits: {}, requests: {} } }],
      },
    });
  });

  it('has the pod as the patch leaves it', () => {
    const { pod, patch } = explanation(HALF_GPU_STEP, GIVEN);
    const applied = jsonPatch.applyPatch(parse(HALF_GPU_STEP), [...patch] as Operation[], true).newDocument;
    expect(pod).toEqual(applied);
  });

  it('has a status for a refusal, and the pod as it came', () => {
    expect(explanation(REFUSED, GIVEN)).toEqual({
      name: 'step',
      namespace: 'alice',
      workload: 'argo',
      container: null,
      outcome: 'denied',
      reason: 'invalid-fraction',
      allowed: false,
      status: {
        code: 422,
        reason: 'Invalid',
        message: expect.stringMatching(/^invalid-fraction: annotation gpu-fraction is "1\.5"/),
      },
      warnings: [],
      patch: [],
      pod: parse(REFUSED),
    });
  });

  it('has no container for a pod that is left alone', () => {
    expect(explanation(LEFT_ALONE, GIVEN)).toMatchObject({ outcome: 'skipped', container: null, patch: [] });
  });

  it('is an object for one pod, and a list for several', () => {
    expect(JSON.parse(run(HALF_GPU_STEP, { output: 'json' }).stdout)).not.toBeInstanceOf(Array);
    expect(JSON.parse(run(`${HALF_GPU_STEP}---${REFUSED}`, { output: 'json' }).stdout)).toHaveLength(2);
  });

  it('says unchanged for a pod that already is as it should be', () => {
    const { pod } = explanation(HALF_GPU_STEP, GIVEN);
    expect(explanation(JSON.stringify(pod), GIVEN)).toMatchObject({ outcome: 'unchanged', reason: 'asked', patch: [] });
  });
});

describe('-o yaml', () => {
  it.each(['on', 'n', 'Yes', '1_000', '0755', '0b1', '1:30', '<<', '~', '=', '2026-01-01', 'null', '.5', '0x1F'])(
    'gives the text %s so that kubectl reads a text, as a key too',
    (text) => {
      const pod = `{apiVersion: v1, kind: Pod, metadata: {name: a, annotations: {gpu-fraction: "0.5", ${JSON.stringify(text)}: ${JSON.stringify(text)}}}, spec: {containers: [{name: c}]}}`;
      const [read] = parseYaml(run(pod, { output: 'yaml' }).stdout);
      expect(read?.ok === true && read.value).toMatchObject({ pod: { metadata: { annotations: { [text]: text } } } });
    },
  );

  it('says the same as json', () => {
    const yaml = run(`${HALF_GPU_STEP}---${REFUSED}`, { ...GIVEN, output: 'yaml' }).stdout;
    const json = run(`${HALF_GPU_STEP}---${REFUSED}`, { ...GIVEN, output: 'json' }).stdout;
    expect(parse(yaml)).toEqual(JSON.parse(json));
  });

  it('writes every part out, without references to others', () => {
    const shared = HALF_GPU_STEP.replace('- name: wait', '- {name: wait, env: &env [{name: X, value: "1"}]}').replace(
      '- name: main',
      '- name: main\n      env: *env',
    );
    expect(run(shared, { output: 'yaml' }).stdout).not.toMatch(/[&*]a?\d*\n/);
  });
});

describe('-o patch', () => {
  it('is the patch alone, as a JSON Patch tool takes it', () => {
    const patch: unknown = JSON.parse(run(HALF_GPU_STEP, { ...GIVEN, output: 'patch' }).stdout);
    expect(patch).toEqual(explanation(HALF_GPU_STEP, GIVEN).patch);
  });

  it('is an empty list for a pod that stays as it is, and a list of lists for several', () => {
    expect(JSON.parse(run(LEFT_ALONE, { output: 'patch' }).stdout)).toEqual([]);
    expect(JSON.parse(run(`${LEFT_ALONE}---${REFUSED}`, { output: 'patch' }).stdout)).toEqual([[], []]);
  });
});

describe('text', () => {
  const text = run(HALF_GPU_STEP, GIVEN).stdout;

  it.each([
    ['what the pod is', 'workload   argo'],
    ['what becomes of it, and the word to search for', 'pod step  mutated (asked)'],
    ['which container does the work', 'container  main'],
    ['where the project comes from', 'project    team-a, from label runai/queue of the namespace'],
    ['where the share comes from', 'gpu-fraction 0.5, from annotation gpu-fraction'],
    ['why, as a sentence', 'why        The pod asks for the scheduler, a project or a share of a GPU.'],
    ['what a person should know besides', 'warning    gpu-limit-removed: limit nvidia.com/gpu: 1 of main removed'],
    ['the old value that goes', '- spec.schedulerName: default-scheduler'],
    ['the new value that comes', '+ spec.schedulerName: runai-scheduler'],
    ['a key with other characters, in quotes', '- spec.containers[1].resources.limits["nvidia.com/gpu"]: 1'],
  ])('says %s', (_title, expected) => {
    expect(text).toContain(expected);
  });

  it('says why a pod is refused, and what would be right', () => {
    const refused = run(REFUSED, GIVEN).stdout;
    expect(refused).toContain('pod step  denied (invalid-fraction)');
    expect(refused).toMatch(/refused {4}invalid-fraction: annotation gpu-fraction is "1\.5", .*; write 0\.5 or 50%/);
    expect(refused).not.toContain('changes');
  });

  it('shows a container that moves to the front', () => {
    const reordered = run(HALF_GPU_STEP, { ...GIVEN, settings: settingsWith({ containerTarget: 'reorder' }) }).stdout;
    expect(reordered).toContain('~ spec.containers[1] becomes spec.containers[0]');
  });

  it('says where each pod was found, and sets pods apart by an empty line', () => {
    const both = run(`${HALF_GPU_STEP}---${REFUSED}`, GIVEN).stdout;
    expect(both).toMatch(/from {7}\S+, document 1\n/);
    expect(both).toMatch(/from {7}\S+, document 2\n/);
    expect(both.split('\n\npod ')).toHaveLength(2);
  });

  it('says that no project was named', () => {
    const bare = HALF_GPU_STEP.replace('namespace: alice', 'namespace: bob');
    expect(run(bare).stdout).toContain('project    none named');
  });
});

describe('colour', () => {
  const marked: Paint = (style, shown) => `<${style}>${shown}</${style}>`;

  it('marks what happens to the pod and what changes', () => {
    const text = run(HALF_GPU_STEP, { ...GIVEN, paint: marked }).stdout;
    expect(text).toContain('<green>mutated (asked)</green>');
    expect(text).toContain('<green>    + spec.schedulerName: runai-scheduler</green>');
    expect(text).toContain('<red>    - spec.schedulerName: default-scheduler</red>');
    expect(run(REFUSED, { ...GIVEN, paint: marked }).stdout).toContain('<red>denied (invalid-fraction)</red>');
  });

  it.each(OUTPUT_FORMATS.filter((format) => format !== 'text'))('never gets into %s', (output) => {
    expect(run(HALF_GPU_STEP, { output, paint: marked }).stdout).not.toContain('<green>');
  });
});

describe('the exit code', () => {
  it.each([
    ['0 when all are allowed', `${HALF_GPU_STEP}---${LEFT_ALONE}`, 0],
    ['1 when at least one is refused', `${HALF_GPU_STEP}---${REFUSED}`, 1],
  ])('is %s', (_title, content, code) => {
    for (const output of OUTPUT_FORMATS) {
      expect(run(content, { output }).exitCode).toBe(code);
    }
  });
});
