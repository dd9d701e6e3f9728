import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { settings } from '../support/world.ts';

const known = () => new SurroundingsStore(settings());
const podDefault = (spec: unknown, metadata: object = { name: 'half', namespace: 'alice' }) => ({
  apiVersion: 'kubeflow.org/v1alpha1',
  kind: 'PodDefault',
  metadata,
  spec,
});

describe('a Namespace', () => {
  it('is known by its name, with its labels', () => {
    const surroundings = known();
    expect(
      surroundings.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'alice', labels: { a: 'b' } } }),
    ).toBe(true);
    expect(surroundings.namespace('alice')).toEqual({ name: 'alice', labels: { a: 'b' }, annotations: {} });
    expect(surroundings.namespace('bob')).toBeUndefined();
  });

  it.each([{}, { labels: null }])('may have no labels: %j', (labels) => {
    const surroundings = known();
    surroundings.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'alice', ...labels } });
    expect(surroundings.namespace('alice')?.labels).toEqual({});
  });

  it('is replaced by a newer one', () => {
    const surroundings = known();
    for (const labels of [{ a: '1' }, { b: '2' }]) {
      surroundings.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'alice', labels } });
    }
    expect(surroundings.namespace('alice')?.labels).toEqual({ b: '2' });
  });
});

describe('a PodDefault', () => {
  it('is known in its namespace', () => {
    const surroundings = known();
    const spec = {
      selector: { matchLabels: { pick: 'half' } },
      env: [{ name: 'A', value: 'b' }],
      labels: { c: 'd' },
      annotations: { e: 'f' },
      desc: 'x',
      volumes: [],
    };
    expect(surroundings.upsert(podDefault(spec))).toBe(true);
    expect(surroundings.podDefaults('alice')).toMatchObject([
      {
        name: 'half',
        namespace: 'alice',
        selector: { matchLabels: { pick: 'half' } },
        env: [{ name: 'A', value: 'b' }],
        labels: { c: 'd' },
        annotations: { e: 'f' },
      },
    ]);
    expect(surroundings.podDefaults('bob')).toEqual([]);
  });

  it('may say nothing', () => {
    const surroundings = known();
    surroundings.upsert(podDefault({ selector: {}, env: null, labels: null, annotations: null }));
    expect(surroundings.podDefaults('alice')).toEqual([
      { name: 'half', namespace: 'alice', selector: {}, env: [], labels: {}, annotations: {} },
    ]);
  });

  it('is replaced by a newer one of its name, and stands beside others', () => {
    const surroundings = known();
    surroundings.upsert(podDefault({ selector: {}, labels: { a: '1' } }));
    surroundings.upsert(podDefault({ selector: {} }, { name: 'other', namespace: 'alice' }));
    surroundings.upsert(podDefault({ selector: {}, labels: { a: '2' } }));
    expect(surroundings.podDefaults('alice').map(({ name, labels }) => [name, labels])).toEqual([
      ['other', {}],
      ['half', { a: '2' }],
    ]);
  });

  it('belongs to the namespace that is given where it names none', () => {
    const surroundings = known();
    surroundings.upsert(podDefault({ selector: {} }, { name: 'half' }), 'bob');
    surroundings.upsert(podDefault({ selector: {} }, { name: 'half' }));
    expect([surroundings.podDefaults('bob').length, surroundings.podDefaults('default').length]).toEqual([1, 1]);
  });

  it.each<[string, unknown]>([
    ['has no spec', undefined],
    ['has no selector', { env: [] }],
    ['has an operator that does not exist', { selector: { matchExpressions: [{ key: 'a', operator: 'Equals' }] } }],
    ['has a variable without a name', { selector: {}, env: [{ value: 'x' }] }],
    ['has a label that is a number', { selector: {}, labels: { a: 1 } }],
  ])('cannot be read where it %s', (_, spec) => {
    expect(() => known().upsert(podDefault(spec))).toThrow(ZodError);
  });
});

describe('any other object', () => {
  it.each([
    ['v1', 'ConfigMap'],
    ['v1', 'Pod'],
    ['example.org/v1', 'Namespace'],
    ['example.org/v1', 'PodDefault'],
    ['ray.io/v1', 'RayJob'],
    ['kubeflow.org/v1', 'Notebook'],
    ['kubeflow.org/v1', 'Profile'],
  ])('is not taken: %s %s', (apiVersion, kind) => {
    expect(known().upsert({ apiVersion, kind, metadata: { name: 'x' }, spec: {} })).toBe(false);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'x'],
    ['an object without kind', { apiVersion: 'v1', metadata: {} }],
    ['an object without metadata', { apiVersion: 'v1', kind: 'Namespace' }],
    ['a label that is a number', { apiVersion: 'v1', kind: 'Namespace', metadata: { labels: { a: 1 } } }],
  ])('is an error where it is %s', (_, object) => {
    expect(() => known().upsert(object)).toThrow(ZodError);
  });
});
