import { describe, expect, it } from 'vitest';
import { mergeStrategically } from '../../src/explain/controllers/strategic-merge.ts';
import { workflow } from './argo-workflow.ts';
import { explanation, NAMESPACE, podOf, run } from './explaining.ts';

const base = {
  containers: [
    { name: 'wait' },
    { name: 'main', image: 'i', env: [{ name: 'A', value: '1' }], resources: { limits: { gpu: 1, memory: '1Gi' } } },
  ],
  tolerations: [{ key: 'a' }],
  nodeSelector: { a: 'b' },
};

describe('a strategic merge', () => {
  it.each<[string, object, object]>([
    ['merges maps', { nodeSelector: { c: 'd' } }, { nodeSelector: { a: 'b', c: 'd' } }],
    ['takes a field away with null', { nodeSelector: { a: null } }, { nodeSelector: {} }],
    ['takes a whole map away with null', { nodeSelector: null }, { nodeSelector: undefined }],
    ['replaces lists without a key', { tolerations: [{ key: 'b' }] }, { tolerations: [{ key: 'b' }] }],
    [
      'merges containers by name, and their environment too',
      { containers: [{ name: 'main', env: [{ name: 'B', value: '2' }], resources: { limits: { gpu: null } } }] },
      {
        containers: [
          { name: 'wait' },
          {
            name: 'main',
            image: 'i',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
            resources: { limits: { memory: '1Gi' } },
          },
        ],
      },
    ],
    [
      'adds containers that are not there, without their nulls',
      { containers: [{ name: 'new', image: null }] },
      { containers: [...base.containers, { name: 'new' }] },
    ],
    [
      'deletes an item by its name',
      { containers: [{ name: 'wait', $patch: 'delete' }] },
      { containers: [base.containers[1]] },
    ],
    [
      'deletes nothing that is not there',
      { containers: [{ name: 'none', $patch: 'delete' }] },
      { containers: base.containers },
    ],
    [
      'replaces a list as a whole',
      { containers: [{ $patch: 'replace' }, { name: 'only' }] },
      { containers: [{ name: 'only' }] },
    ],
    ['replaces a map as a whole', { nodeSelector: { $patch: 'replace', c: 'd' } }, { nodeSelector: { c: 'd' } }],
    ['empties a map', { nodeSelector: { $patch: 'delete' } }, { nodeSelector: {} }],
    [
      'keeps other directives to itself',
      { '$setElementOrder/containers': [{ name: 'main' }], nodeSelector: { c: 'd' } },
      { nodeSelector: { a: 'b', c: 'd' } },
    ],
  ])('%s', (_title, patch, expected) => {
    const before = structuredClone(base);
    expect(mergeStrategically(base, patch)).toEqual({ ...base, ...expected });
    expect(base).toEqual(before);
  });

  it('knows no field by the name of what every object has', () => {
    const merged = mergeStrategically({}, JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"a": 1}}'));
    expect(Object.keys(merged as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('podSpecPatch', () => {
  const step = (patch: string, more = ''): string =>
    workflow([
      `{name: train, metadata: {annotations: {gpu-fraction: "0.5"}}, ${more}podSpecPatch: ${JSON.stringify(patch)}, container: {image: i, command: [a], resources: {limits: {nvidia.com/gpu: 1}}}}`,
    ]);

  it('takes a GPU limit away', () => {
    const patched = step('containers: [{name: main, resources: {limits: {nvidia.com/gpu: null}}}]');
    expect(podOf(patched).spec.containers[1]?.resources?.limits).toEqual({});
    expect(explanation(patched, { surroundings: NAMESPACE })).toMatchObject({ outcome: 'mutated', warnings: [] });
  });

  it.each([
    ['that is a parameter of the run', '{{inputs.parameters.patch}}'],
    [
      'with a part that is one',
      '{"containers": [{"name": "main", "resources": {"limits": {{inputs.parameters.res}}}}]}',
    ],
    ['that is no YAML', '{"containers": ['],
    ['that does not make a pod', 'containers: {name: main}'],
    ['of several documents', 'a: 1\n---\nb: 2'],
  ])('%s is named, and the pod explained without it', (_title, patch) => {
    const { stderr, exitCode } = run(step(patch), { surroundings: NAMESPACE });
    expect(stderr).toMatch(/^note: input\.yaml: the podSpecPatch of template train of Workflow flow /);
    expect(exitCode).toBe(0);
    expect(podOf(step(patch)).metadata.annotations).toMatchObject({ 'gpu-fraction': '0.5' });
  });

  it('keeps what it knows beside what only the run knows', () => {
    const patch =
      'containers: [{name: main, env: [{name: A, value: b}], args: ["{{steps.x.outputs.result}}"], resources: {limits: {nvidia.com/gpu: "{{inputs.parameters.gpus}}", memory: 2Gi}}}]';
    const [, main] = podOf(step(patch)).spec.containers;
    expect(main).toMatchObject({
      env: [{ name: 'A', value: 'b' }],
      resources: { limits: { 'nvidia.com/gpu': 1, memory: '2Gi' } },
    });
    expect(run(step(patch)).stderr).toContain('podSpecPatch');
  });

  it.each([
    [
      'in the place of a number',
      '{"name": "main", "resources": {"limits": {"memory": "2Gi", "nvidia.com/gpu": {{inputs.parameters.gpus}} }}}',
    ],
    [
      'in the middle of a number',
      '{"name": "main", "resources": {"limits": {"memory": "2Gi", "nvidia.com/gpu": 1{{inputs.parameters.gpus}}}}}',
    ],
    [
      'in the place of a map',
      '{"name": "main", "resources": {"limits": {"memory": "2Gi"}, "requests": {{inputs.parameters.all}}}}',
    ],
    [
      'by an expression',
      '{"name": "main", "resources": {"limits": {"memory": "2Gi", "nvidia.com/gpu": {{=asInt(inputs.parameters.gpus) + 1}}}}}',
    ],
  ])('keeps the rest where something is filled in %s', (_title, container) => {
    const patch = `{"schedulerName": "volcano", "containers": [${container}]}`;
    const { spec } = podOf(step(patch));
    expect(spec.schedulerName).toBe('volcano');
    expect(spec.containers[1]?.resources?.limits).toEqual({ 'nvidia.com/gpu': 1, memory: '2Gi' });
    expect(run(step(patch)).stderr).toContain('holds what only the running workflow knows');
  });
});
