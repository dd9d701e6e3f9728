import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textReader } from '../../src/manifests/files.ts';
import { InputError } from '../../src/manifests/input-error.ts';
import { loadSettings, SettingsError } from '../../src/settings/load.ts';
import { Files, NAMESPACE, run } from './explaining.ts';

const POD = '{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c}]}}';

/** What is said about an input. */
function complaint(content: string, surroundings?: string): string {
  try {
    run(content, surroundings === undefined ? {} : { surroundings });
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error('nothing was said');
}

const cases: readonly [title: string, content: string, expected: RegExp][] = [
  ['an empty file', '', /^input\.yaml: no pod to explain/],
  ['comments only', '# one\n---\n# two\n', /^input\.yaml: no pod to explain/],
  ['an empty List', '{apiVersion: v1, kind: List, items: []}', /^input\.yaml: no pod to explain/],
  [
    'kinds that make no pod',
    `${NAMESPACE}---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}`,
    /no pod to explain \(found Namespace, ConfigMap\)/,
  ],
  [
    'a kind that is not known',
    '{apiVersion: example.com/v1, kind: Mystery, metadata: {name: a}}',
    /no pod to explain \(found Mystery\)/,
  ],
  [
    'a name that YAML takes for a truth value, as kubectl does',
    '{apiVersion: example.com/v1, kind: Mystery, metadata: {name: n}}',
    /^input\.yaml: metadata\.name: expected string, received boolean; put it in quotes/,
  ],
  [
    'a known kind of another API group',
    '{apiVersion: example.com/v1, kind: Job, metadata: {name: a}, spec: {}}',
    /no pod to explain \(found Job\)/,
  ],
  ['an open bracket', 'a: [', /^input\.yaml: .*line \d/],
  ['a tab as indentation', 'a:\n\tb: 1\n', /^input\.yaml: Tabs are not allowed .*line \d/],
  ['a broken second document', `${POD}\n---\na: b: c\n`, /^input\.yaml, document 2: .*line 3/],
  ['an alias that nothing stands behind', `apiVersion: v1\nkind: Pod\nmetadata: *nobody\n`, /^input\.yaml: .*nobody/],
  ['text that is no object', 'hello', /^input\.yaml: apiVersion and kind are missing/],
  ['an object without a kind', '{apiVersion: v1, metadata: {}}', /^input\.yaml: kind is missing/],
  [
    'a parameter of a Workflow called by a truth value',
    '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: a}, spec: {arguments: {parameters: [{name: n}]}}}',
    /^input\.yaml: spec\.arguments\.parameters\[0\]\.name: expected string, received boolean; put it in quotes/,
  ],
  ['an object without a version', '{kind: Pod, metadata: {}}', /^input\.yaml: apiVersion is missing/],
  [
    'a second document without a kind',
    `${POD}\n---\nname: x\n`,
    /^input\.yaml, document 2: apiVersion and kind are missing/,
  ],
  [
    'a compiled KFP v2 pipeline',
    'pipelineInfo: {name: p}\nschemaVersion: 2.1.0\n',
    /compiled KFP v2 pipeline: explain a pod of one of its runs/,
  ],
  ['a List whose items are no list', '{apiVersion: v1, kind: List, items: {}}', /^input\.yaml: items: expected a list/],
  [
    'an item of a List without a kind',
    '{apiVersion: v1, kind: List, items: [{metadata: {}}]}',
    /^input\.yaml, items\[0\]: apiVersion and kind are missing/,
  ],
  [
    'a pod without containers',
    '{apiVersion: v1, kind: Pod, metadata: {}, spec: {}}',
    /^input\.yaml: spec\.containers: /,
  ],
  [
    'an empty list of containers',
    '{apiVersion: v1, kind: Pod, metadata: {}, spec: {containers: []}}',
    /^input\.yaml: spec\.containers: /,
  ],
  [
    'a container without a name',
    '{apiVersion: v1, kind: Pod, metadata: {}, spec: {containers: [{image: i}]}}',
    /^input\.yaml: spec\.containers\[0\]\.name: /,
  ],
  [
    'an annotation that is a number',
    POD.replace('name: a', 'annotations: {gpu-fraction: 0.5}'),
    /^input\.yaml: metadata\.annotations\.gpu-fraction: expected string, received number/,
  ],
  [
    'a label that is a boolean',
    POD.replace('name: a', 'labels: {runai: true}'),
    /^input\.yaml: metadata\.labels\.runai: expected string, received boolean/,
  ],
  [
    'an environment variable that is a number',
    POD.replace('name: c', 'name: c, env: [{name: RUNAI_GPU_FRACTION, value: 0.5}]'),
    /^input\.yaml: spec\.containers\[0\]\.env\[0\]\.value: /,
  ],
  [
    'a Job without a template',
    '{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {}}',
    /^input\.yaml: spec\.template: expected object/,
  ],
  [
    'a Job without a spec',
    '{apiVersion: batch/v1, kind: Job, metadata: {name: a}}',
    /^input\.yaml: spec: expected object/,
  ],
  [
    'a template’s container without a name',
    '{apiVersion: batch/v1, kind: Job, metadata: {name: a}, spec: {template: {spec: {containers: [{}]}}}}',
    /^input\.yaml: spec\.template\.spec\.containers\[0\]\.name: /,
  ],
  [
    'a Notebook without a template',
    '{apiVersion: kubeflow.org/v1, kind: Notebook, metadata: {name: a}, spec: {}}',
    /^input\.yaml: spec\.template: /,
  ],
  [
    'a replica without a template',
    '{apiVersion: kubeflow.org/v1, kind: PyTorchJob, metadata: {name: a}, spec: {pytorchReplicaSpecs: {Master: {}}}}',
    /^input\.yaml: spec\.pytorchReplicaSpecs\.Master\.template: /,
  ],
  [
    'a step’s variable without a name',
    '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: a}, spec: {templates: [{name: x, container: {env: [{value: "1"}]}}]}}',
    /^input\.yaml: spec\.templates\[0\]\.container\.env\[0\]\.name: /,
  ],
  [
    'a RayCluster without a head',
    '{apiVersion: ray.io/v1, kind: RayCluster, metadata: {name: a}, spec: {}}',
    /^input\.yaml: spec\.headGroupSpec: /,
  ],
  [
    'a review of another version',
    '{apiVersion: admission.k8s.io/v1beta1, kind: AdmissionReview, request: {}}',
    /^input\.yaml: apiVersion: /,
  ],
  [
    'a review without a request',
    '{apiVersion: admission.k8s.io/v1, kind: AdmissionReview, response: {}}',
    /^input\.yaml: request: /,
  ],
  [
    'a review whose pod is broken',
    '{apiVersion: admission.k8s.io/v1, kind: AdmissionReview, request: {uid: "1", kind: {group: "", version: v1, kind: Pod}, operation: CREATE, object: {metadata: {}, spec: {}}}}',
    /^input\.yaml: request\.object\.spec\.containers: /,
  ],
];

describe('explain says which file, document and field cannot be read', () => {
  it.each(cases)('%s', (_title, content, expected) => {
    expect(complaint(content)).toMatch(expected);
  });

  it('in one line, fit for a terminal', () => {
    for (const [title, content] of cases) {
      expect(complaint(content), title).not.toContain('\n');
    }
  });

  it.each([
    [
      'a PodDefault without a selector',
      '{apiVersion: kubeflow.org/v1alpha1, kind: PodDefault, metadata: {name: a}, spec: {}}',
      /^surroundings\.yaml: spec\.selector: /,
    ],
    [
      'a Namespace whose label is a number',
      '{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {runai/queue: 1}}}',
      /^surroundings\.yaml: metadata\.labels\.runai\/queue: /,
    ],
    ['a namespace manifest that is no YAML', 'a: [', /^surroundings\.yaml: .*line \d/],
  ])('%s', (_title, surroundings, expected) => {
    expect(complaint(POD, surroundings)).toMatch(expected);
  });

  it('a file that refers to itself again and again', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) =>
        `l${n}: &l${n} [${Array(12)
          .fill(n === 0 ? 'x' : `*l${n - 1}`)
          .join(', ')}]`,
    );
    expect(complaint(`apiVersion: v1\nkind: Pod\n${levels.join('\n')}\n`)).toMatch(/^input\.yaml: .*alias/i);
  });
});

describe('explain cannot read', () => {
  const files = new Files();
  const reading = (file: string) => () => textReader('')(file);

  it('a file that is not there', () => {
    expect(reading(join(files.folder, 'missing.yaml'))).toThrow(/missing\.yaml: cannot be read: ENOENT/);
  });

  it('a folder', () => {
    expect(reading(files.folder)).toThrow(/cannot be read: EISDIR/);
  });
});

describe('a configuration file that cannot be used is named, with what to do', () => {
  const files = new Files();

  it.each([
    ['one that is not there', undefined, /config\.yaml: ENOENT/],
    ['one that is no YAML', 'a: [', /config\.yaml/],
    ['one that holds a list', '[a, b]', /expected settings/],
    ['a setting that does not exist', 'schedulr: x', /setting schedulr: there is no such setting/],
    ['a value that a setting cannot have', 'onInvalid: allow', /setting onInvalid is "allow": use one of deny, warn/],
    ['a value of another type', 'maxWholeGpus: many', /setting maxWholeGpus is "many": /],
  ])('%s', (_title, content, message) => {
    const config = content === undefined ? join(files.folder, 'no-config.yaml') : files.write('config.yaml', content);
    expect(() => loadSettings(config)).toThrow(SettingsError);
    expect(() => loadSettings(config)).toThrow(message);
  });
});
