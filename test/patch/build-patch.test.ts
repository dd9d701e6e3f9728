import { describe, expect, it } from 'vitest';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import { admit } from '../support/admission.ts';
import { container, type PodParts, pod } from '../support/pods.ts';
import { ofProject } from '../support/world.ts';

const OWN = { namespace: ofProject('team-a') };
const operations = (parts: PodParts | PodJson) =>
  admit(parts, OWN).verdict.patch.map((operation) =>
    'value' in operation ? [operation.op, operation.path, operation.value] : [operation.op, operation.path],
  );
const decision = expect.stringMatching(/^routed \(asked\): /);

describe('the patch of a routed pod', () => {
  it('makes maps that are missing by one operation each', () => {
    expect(operations({ env: { RUNAI_GPU_FRACTION: '0.5' } })).toEqual([
      [
        'add',
        '/metadata/annotations',
        { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'main', 'gpu-fraction-webhook/decision': decision },
      ],
      ['add', '/spec/schedulerName', 'runai-scheduler'],
      ['add', '/metadata/labels', { project: 'team-a' }],
    ]);
  });

  it('makes maps that are null in the same way', () => {
    const seen = operations({
      env: { RUNAI_GPU_FRACTION: '0.5' },
      annotations: null,
      labels: null,
      schedulerName: null,
    });
    expect(seen.map(([op, path]) => `${op} ${path}`)).toEqual([
      'add /metadata/annotations',
      'add /spec/schedulerName',
      'add /metadata/labels',
    ]);
  });

  it('touches single keys of maps that are there', () => {
    expect(operations({ labels: { runai: 'true' }, annotations: { 'gpu-fraction': '50%', 'gpu-memory': '' } })).toEqual(
      [
        ['remove', '/metadata/annotations/gpu-memory'],
        ['replace', '/metadata/annotations/gpu-fraction', '0.5'],
        ['add', '/metadata/annotations/gpu-fraction-container-name', 'main'],
        ['add', '/metadata/annotations/gpu-fraction-webhook~1decision', decision],
        ['add', '/spec/schedulerName', 'runai-scheduler'],
        ['add', '/metadata/labels/project', 'team-a'],
      ],
    );
  });

  it('removes GPU limits one by one, escaped, from init containers too', () => {
    const parts = {
      schedulerName: 'runai-scheduler',
      labels: { project: 'team-a' },
      annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'main' },
      containers: [container('main', { gpus: 1 }), container('other')],
      initContainers: [container('init', { gpus: 1 })],
    };
    expect(operations(parts)).toEqual([
      ['add', '/metadata/annotations/gpu-fraction-webhook~1decision', decision],
      ['remove', '/spec/initContainers/0/resources/limits/nvidia.com~1gpu'],
      ['remove', '/spec/initContainers/0/resources/requests/nvidia.com~1gpu'],
      ['remove', '/spec/containers/0/resources/limits/nvidia.com~1gpu'],
      ['remove', '/spec/containers/0/resources/requests/nvidia.com~1gpu'],
    ]);
  });

  it.each<[string, object, unknown[]]>([
    [
      'no resources',
      {},
      [
        [
          'add',
          '/spec/containers/0/resources',
          { limits: { 'nvidia.com/gpu': '2' }, requests: { 'nvidia.com/gpu': '2' } },
        ],
      ],
    ],
    [
      'empty resources',
      { resources: {} },
      [
        ['add', '/spec/containers/0/resources/limits', { 'nvidia.com/gpu': '2' }],
        ['add', '/spec/containers/0/resources/requests', { 'nvidia.com/gpu': '2' }],
      ],
    ],
    [
      'limits',
      { resources: { limits: { cpu: '1' } } },
      [
        ['add', '/spec/containers/0/resources/limits/nvidia.com~1gpu', '2'],
        ['add', '/spec/containers/0/resources/requests', { 'nvidia.com/gpu': '2' }],
      ],
    ],
    [
      'a limit of 0',
      { resources: { limits: { 'nvidia.com/gpu': 0 }, requests: { 'nvidia.com/gpu': '0' } } },
      [
        ['replace', '/spec/containers/0/resources/limits/nvidia.com~1gpu', '2'],
        ['replace', '/spec/containers/0/resources/requests/nvidia.com~1gpu', '2'],
      ],
    ],
  ])('writes whole GPUs as strings into a container with %s', (_, main, expected) => {
    const parts = {
      schedulerName: 'runai-scheduler',
      labels: { project: 'team-a', 'gpu-fraction': '2' },
      containers: [{ name: 'main', ...main }],
    };
    expect(operations(parts).filter(([, path]) => String(path).includes('containers'))).toEqual(expected);
  });

  it('moves a container last, since indices change by it', () => {
    const parts = {
      annotations: { 'gpu-fraction': '0.5' },
      containers: [container('wait'), container('main', { gpus: 1 })],
    };
    const { patch } = admit(parts, { ...OWN, settings: { containerTarget: 'reorder' } }).verdict;
    expect(patch.at(-1)).toEqual({ op: 'move', from: '/spec/containers/1', path: '/spec/containers/0' });
  });

  it('is empty where nothing differs, and leaves what somebody wrote under the decision', () => {
    const annotations = {
      'gpu-fraction': '0.5',
      'gpu-fraction-container-name': 'main',
      'gpu-fraction-webhook/decision': 'mine',
    };
    expect(admit({ schedulerName: 'runai-scheduler', labels: { project: 'team-a' }, annotations }, OWN)).toMatchObject({
      outcome: 'unchanged',
      decision: 'mine',
    });
  });

  it('replaces what somebody wrote under the decision where anything else differs', () => {
    const seen = admit({ annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-webhook/decision': 'mine' } }, OWN);
    expect(seen.decision).toMatch(/^routed \(asked\): /);
  });

  it('never reads the decision', () => {
    const annotations = { 'gpu-fraction-webhook/decision': 'routed (asked): gpu-fraction 0.5' };
    expect(admit({ annotations }, OWN)).toMatchObject({ outcome: 'skipped', reason: 'nothing-asked' });
  });
});

describe('the patch of a pod that is not routed', () => {
  it.each<[string, PodParts]>([
    ['left alone', {}],
    ['refused', { annotations: { 'gpu-fraction': 'x' } }],
    ['opted out', { labels: { 'runai-injection': 'disabled' }, annotations: { 'gpu-fraction': '' } }],
  ])('is empty: %s', (_, parts) => {
    expect(operations(parts)).toEqual([]);
  });

  it('takes the GPU annotations off a cached step', () => {
    const labels = { 'pipelines.kubeflow.org/reused_from_cache': 'true' };
    expect(operations({ labels, annotations: { 'gpu-fraction': '0.5', other: 'x' } })).toEqual([
      ['remove', '/metadata/annotations/gpu-fraction'],
      [
        'add',
        '/metadata/annotations/gpu-fraction-webhook~1decision',
        expect.stringMatching(/^left alone \(cache-hit\): /),
      ],
    ]);
  });
});

describe('a pod with keys that break naive pointers', () => {
  it('keeps them', () => {
    const labels = JSON.parse('{"a/b~c":"1","~1":"2","__proto__":"3","":"4","constructor":"5"}');
    const seen = admit(pod({ labels, annotations: { ...labels, 'gpu-fraction': '.5' } }), OWN);
    expect(JSON.stringify(seen.pod.metadata.labels)).toBe(JSON.stringify(labels).replace(/}$/, ',"project":"team-a"}'));
  });
});
