import { describe, expect, it } from 'vitest';
import { fillParameters } from '../../src/explain/controllers/argo-parameters.ts';
import { hasPlaceholder } from '../../src/explain/controllers/placeholder.ts';
import { mergeStrategically } from '../../src/explain/controllers/strategic-merge.ts';
import { parseYaml } from '../../src/manifests/yaml.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { expectLinear } from '../support/growth.ts';
import { STEP, workflow } from './argo-workflow.ts';
import { podsOf, run } from './explaining.ts';

describe('time grows no faster than the input, in YAML', () => {
  it.each<[string, (size: number) => string]>([
    ['many documents', (size) => 'a: 1\n---\n'.repeat(size)],
    ['many empty documents', (size) => '---\n'.repeat(size)],
    ['comments in front', (size) => `${'# a\n'.repeat(size)}---\na: 1\n`],
    ['a stream of JSON', (size) => '{"a": 1}\n'.repeat(size)],
    ['braces that might end JSON', (size) => `{${'} \n'.repeat(size)}`],
    ['many keys', (size) => Array.from({ length: size }, (_, index) => `k${index}: v\n`).join('')],
    ['a flow collection to be moved', (size) => `a: [\n${'x,\n'.repeat(size)}]\n`],
    ['a quoted text to be moved', (size) => `a:\n  b: "\n${'x\n'.repeat(size)}"\n`],
    ['quotes that nothing closes', (size) => 'a: "\n'.repeat(size)],
    ['many aliases', (size) => `a: &a 1\nb:\n${'- *a\n'.repeat(size)}`],
  ])('%s', (_title, make) => {
    expectLinear(400, make, parseYaml);
  });
});

describe('time grows no faster than the input, in parameters', () => {
  it.each<[string, (size: number) => string]>([
    ['braces and blanks that nothing closes', (size) => `{{${' '.repeat(size)}`],
    ['opening braces', (size) => '{'.repeat(size)],
    ['opening and closing braces apart', (size) => '{{'.repeat(size) + '}}'.repeat(size)],
    ['blanks in braces', (size) => `{{${' '.repeat(size)}}}`],
    ['many parameters', (size) => '{{a}} '.repeat(size)],
    ['unknown parameters', (size) => '{{ b }} '.repeat(size)],
  ])('%s', (_title, make) => {
    expectLinear(10_000, make, (text) => fillParameters(text, new Map([['a', '1']])));
    expectLinear(10_000, make, hasPlaceholder);
  });

  it('parameters that hold parameters do not grow without end', () => {
    const level = (index: number): string =>
      `{name: t${index}, inputs: {parameters: [{name: p}]}, steps: [[{name: s, template: t${index + 1}, arguments: {parameters: [{name: p, value: "${'{{inputs.parameters.p}}'.repeat(10)}"}]}}]]}`;
    const templates = Array.from({ length: 30 }, (_, index) => level(index));
    const content = workflow([...templates, STEP.replace('{name: train', '{name: t30')]).replace(
      'spec:',
      'spec:\n  arguments: {parameters: [{name: p, value: x}]}',
    );
    expect(podsOf(content)).toHaveLength(1);
  });
});

describe('time grows no faster than the input, elsewhere', () => {
  it('PodDefaults of one namespace, listed and asked for after every change', () => {
    const podDefaults = (size: number) =>
      Array.from({ length: size }, (_, index) => ({
        metadata: { name: `p${index}`, namespace: 'alice' },
        spec: { selector: {} },
      }));
    expectLinear(500, podDefaults, (list) => {
      const store = new SurroundingsStore(loadSettings(undefined).decision);
      store.replaceAll({ apiVersion: 'kubeflow.org/v1alpha1', kind: 'PodDefault' }, list);
      return store.podDefaults('alice');
    });
  });

  it('a patch of many containers', () => {
    const containers = (size: number) => ({
      containers: Array.from({ length: size }, (_, index) => ({ name: `c${index}` })),
    });
    expectLinear(500, containers, (spec) => mergeStrategically(spec, spec));
  });

  it('documents, owners and templates that refer to each other', () => {
    const one =
      '{apiVersion: argoproj.io/v1alpha1, kind: WorkflowTemplate, metadata: {name: lib, namespace: alice}, spec: {templates: [{name: a, container: {image: i}}]}}\n---\n{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {generateName: w-, namespace: alice}, spec: {workflowTemplateRef: {name: lib}}}\n---\n';
    expectLinear(
      10,
      (size) => one.repeat(size),
      (content) => run(content),
    );
  });
});

describe('names from outside find own properties only', () => {
  it.each(['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'])('%s', (name) => {
    expect(fillParameters(`{{${name}}} {{workflow.parameters.${name}}}`, new Map())).toBe(
      `{{${name}}} {{workflow.parameters.${name}}}`,
    );
    const step = `{name: train, inputs: {parameters: [{name: ${name}}]}, container: {image: i, command: [a], args: ["{{${name}}}", "{{inputs.parameters.${name}}}", "{{item.${name}}}"]}}`;
    const looping = workflow([
      `{name: all, steps: [[{name: s, template: train, withItems: [{a: 1}]}]]}`,
      step,
      `{name: ${name}, container: {image: i, command: [a]}}`,
    ]);
    expect(podsOf(looping)[0]?.spec.containers[1]?.args).toEqual([
      `{{${name}}}`,
      `{{inputs.parameters.${name}}}`,
      `{{item.${name}}}`,
    ]);
    const missing = workflow([STEP], `  onExit: ${name}`);
    expect(run(missing).stderr).toContain(`template ${name} of Workflow flow is not there`);
    const kind = `{apiVersion: ${name}/v1, kind: ${name}, metadata: {name: ${name}, labels: {${name}: a}}}`;
    expect(run(`${workflow([STEP])}---\n${kind}`).stderr).toContain(`no pod template in ${name} ${name}`);
  });
});
