import { describe, expect, it } from 'vitest';
import { explanations, NAMESPACE, run } from './explaining.ts';

const pod = (name: string): string => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: alice
spec:
  containers: [{name: work}]
`;

const podJson = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'alice' },
  spec: { containers: [{ name: 'work' }] },
});

const { apiVersion: _, kind: __, ...bareItem } = podJson('b');

const review = (request: object) =>
  JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid: '6a0c',
      kind: { group: '', version: 'v1', kind: 'Pod' },
      operation: 'CREATE',
      namespace: 'alice',
      object: podJson('a'),
      ...request,
    },
  });

const forms: readonly [title: string, content: string, names: readonly string[]][] = [
  ['a Pod in YAML', pod('a'), ['a']],
  ['a Pod in JSON', JSON.stringify(podJson('a')), ['a']],
  ['a Pod in indented JSON', JSON.stringify(podJson('a'), null, 4), ['a']],
  ['several documents', `${pod('a')}---${pod('b')}---${pod('c')}`, ['a', 'b', 'c']],
  ['a document that begins with a separator', `---${pod('a')}`, ['a']],
  ['a separator at the end', `${pod('a')}---\n`, ['a']],
  ['empty documents between others', `---\n---\n${pod('a')}---\n\n---\n# nothing\n---${pod('b')}`, ['a', 'b']],
  ['the end of a document spelled out', `${pod('a')}...\n---${pod('b')}...\n`, ['a', 'b']],
  ['comments before, in and behind', `# one\n${pod('a').replace('spec:', '# two\nspec: # three')}# four\n`, ['a']],
  ['Windows line ends', `${pod('a')}---${pod('b')}`.replaceAll('\n', '\r\n'), ['a', 'b']],
  ['a byte order mark', `\uFEFF${pod('a').trimStart()}`, ['a']],
  [
    'JSON documents with separators',
    `${JSON.stringify(podJson('a'))}\n---\n${JSON.stringify(podJson('b'))}\n`,
    ['a', 'b'],
  ],
  ['JSON documents one a line', `${JSON.stringify(podJson('a'))}\n${JSON.stringify(podJson('b'))}\n`, ['a', 'b']],
  ['a List', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [podJson('a'), podJson('b')] }), ['a', 'b']],
  [
    'a PodList, whose items lack kind and apiVersion',
    JSON.stringify({ apiVersion: 'v1', kind: 'PodList', metadata: {}, items: [bareItem] }),
    ['b'],
  ],
  [
    'Lists in a List',
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'List', items: [podJson('a')] }, podJson('b')],
    }),
    ['a', 'b'],
  ],
  ['an AdmissionReview', review({}), ['a']],
  [
    'an AdmissionReview of a pod whose name is still to be generated',
    review({ object: { metadata: { generateName: 'a-' }, spec: { containers: [{ name: 'work' }] } } }),
    ['a-'],
  ],
  [
    'kinds that make no pod, beside one',
    `${NAMESPACE}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---${pod('a')}`,
    ['a'],
  ],
  [
    'anchors and aliases',
    pod('a').replace('[{name: work}]', '[{name: work, env: &env [{name: X, value: "1"}]}, {name: side, env: *env}]'),
    ['a'],
  ],
];

describe('explain reads', () => {
  it.each(forms)('%s', (_title, content, names) => {
    expect(explanations(content).map(({ name }) => name)).toEqual(names);
  });

  it('merge keys, as kubectl does', () => {
    const [explained] = explanations(`
apiVersion: v1
kind: Pod
metadata:
  name: a
  namespace: alice
  annotations: {<<: &shared {gpu-fraction: "0.5"}, other: value}
  labels: {<<: {project: team-a}}
spec:
  containers: [{name: work}]
`);
    expect(explained).toMatchObject({ outcome: 'mutated', reason: 'asked' });
  });

  it('a pod before its owner, which counts all the same', () => {
    const owner =
      'apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: r, namespace: alice, labels: {project: team-r}}\n';
    const spec =
      'spec: {headGroupSpec: {template: {spec: {containers: [{name: h, resources: {limits: {nvidia.com/gpu: 1}}}]}}}}\n';
    const head = `${pod('head').replace('metadata:', 'metadata:\n  labels: {ray.io/node-type: head, ray.io/cluster: r}')}`;
    const [beforeOwner] = explanations(`${head}---\n${owner}${spec}`);
    expect(beforeOwner).toMatchObject({
      reason: 'gang-member',
      pod: { metadata: { labels: { project: 'team-r' } } },
    });
  });
});

describe('a request that is not the creation of a pod', () => {
  it.each([
    ['an update', { operation: 'UPDATE' }],
    ['a deletion, which carries no object', { operation: 'DELETE', object: null }],
    ['a subresource of a pod', { subResource: 'binding', object: { kind: 'Binding' } }],
    ['another kind', { kind: { group: 'apps', version: 'v1', kind: 'Deployment' }, object: { kind: 'Deployment' } }],
  ])('%s is allowed unchanged', (_title, request) => {
    expect(explanations(review(request))).toEqual([
      expect.objectContaining({
        outcome: 'skipped',
        reason: 'not-a-pod-creation',
        allowed: true,
        patch: [],
        workload: null,
        container: null,
      }),
    ]);
  });
});

describe('the namespace', () => {
  const asking = pod('a').replace('metadata:', 'metadata:\n  annotations: {gpu-fraction: "0.5"}');

  it('of a review is the request’s', () => {
    const elsewhere = { ...podJson('a'), metadata: { name: 'a' } };
    expect(explanations(review({ namespace: 'bob', object: elsewhere }))[0]?.namespace).toBe('bob');
  });

  it('is default for an object that names none', () => {
    expect(explanations(asking.replace('  namespace: alice\n', ''))[0]?.namespace).toBe('default');
  });

  it('that is not given counts as opted in, and the text says so', () => {
    expect(run(asking).stdout).toContain('namespace  alice (not given; counts as opted in)');
    expect(explanations(asking)[0]).toMatchObject({ outcome: 'mutated' });
  });

  it.each(['json', 'yaml', 'patch'] as const)('that is not given is mentioned beside %s on stderr', (output) => {
    const { stdout, stderr } = run(asking, { output });
    expect(stderr).toContain('alice');
    expect(stderr).toContain('--namespace-manifest');
    expect(stdout).not.toContain('not given');
  });

  it('that is given decides, and nothing is assumed', () => {
    const given = { surroundings: NAMESPACE };
    expect(run(asking, given).stdout).not.toContain('not given');
    expect(run(asking, { ...given, output: 'json' }).stderr).toBe('');
    const optedOut = { surroundings: NAMESPACE.replace('runai-injection: enabled, ', '') };
    expect(explanations(asking, optedOut)[0]).toMatchObject({ outcome: 'skipped', reason: 'namespace-not-opted-in' });
  });

  it('may be given with the pods themselves', () => {
    const [explained] = explanations(`${NAMESPACE.replace('enabled', 'disabled')}---${asking}`);
    expect(explained).toMatchObject({ reason: 'namespace-not-opted-in' });
  });
});
