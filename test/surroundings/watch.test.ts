import { describe, expect, it } from 'vitest';
import { SURROUNDING_KINDS, SurroundingsStore } from '../../src/surroundings/store.ts';
import { settings } from '../support/world.ts';

const known = () => new SurroundingsStore(settings());

const POD_DEFAULTS = { apiVersion: 'kubeflow.org/v1alpha1', kind: 'PodDefault' };
const RAY_CLUSTERS = { apiVersion: 'ray.io/v1', kind: 'RayCluster' };
const NAMESPACES = { apiVersion: 'v1', kind: 'Namespace' };
/** As an item of a list comes: without its kind. */
const podDefault = (name: string, spec: object = { selector: {} }) => ({
  metadata: { name, namespace: 'alice' },
  spec,
});
const rayCluster = (name: string, labels: object = {}) => ({
  metadata: { name, namespace: 'alice', labels },
  spec: {},
});
const namesIn = (store: SurroundingsStore) => store.podDefaults('alice').map(({ name }) => name);

describe('a list of a watched kind', () => {
  it('replaces what was known of the kind, and of no other', () => {
    const store = known();
    store.upsert({ ...RAY_CLUSTERS, ...rayCluster('r') });
    store.replaceAll(POD_DEFAULTS, [podDefault('a'), podDefault('b')]);
    expect(namesIn(store)).toEqual(['a', 'b']);
    store.replaceAll(POD_DEFAULTS, [podDefault('b'), podDefault('c')]);
    expect(namesIn(store)).toEqual(['b', 'c']);
    expect(store.gangOwner('alice', { group: 'ray.io', kind: 'RayCluster', name: 'r' })).toBeDefined();
  });

  it('of one kind of owner leaves owners of the same name and another kind', () => {
    const store = known();
    const job = { apiVersion: 'kubeflow.org/v1', metadata: { name: 'j', namespace: 'alice' }, spec: {} };
    store.upsert({ ...job, kind: 'PyTorchJob' });
    store.upsert({ ...job, kind: 'TFJob' });
    store.replaceAll({ apiVersion: 'kubeflow.org/v1', kind: 'TFJob' }, []);
    const key = { group: 'kubeflow.org', name: 'j' };
    expect(store.gangOwner('alice', { ...key, kind: 'TFJob' })).toBeUndefined();
    expect(store.gangOwner('alice', { ...key, kind: 'PyTorchJob' })).toBeDefined();
    expect(store.gangOwner('alice', { ...key, kind: '' })).toBeDefined();
  });

  it('makes the kind count as synced, also where it is empty', () => {
    const store = known();
    expect(store.synced(SURROUNDING_KINDS)).toBe(false);
    for (const { group, kind } of SURROUNDING_KINDS) {
      store.replaceAll({ apiVersion: group === '' ? 'v1' : `${group}/v1`, kind }, []);
    }
    expect(store.synced(SURROUNDING_KINDS)).toBe(true);
  });

  it('leaves out an object that cannot be read, and names it', () => {
    const store = known();
    const unreadable = store.replaceAll(POD_DEFAULTS, [podDefault('a'), podDefault('broken', {}), podDefault('b')]);
    expect(unreadable).toMatchObject([{ kind: 'PodDefault', namespace: 'alice', name: 'broken' }]);
    expect(unreadable[0]?.error.issues[0]?.path).toEqual(['spec', 'selector']);
    expect(namesIn(store)).toEqual(['a', 'b']);
  });

  it('names nothing where something is no object at all', () => {
    expect(known().replaceAll(POD_DEFAULTS, [null])).toMatchObject([{ kind: 'object', name: '' }]);
  });
});

describe('a list that comes in pages', () => {
  it('leaves what was known until it is whole, and then takes away what was on no page', () => {
    const store = known();
    store.replaceAll(POD_DEFAULTS, [podDefault('a'), podDefault('b')]);
    const replacement = store.replacement(POD_DEFAULTS);
    expect(replacement.add([podDefault('c')])).toEqual([]);
    expect(namesIn(store)).toEqual(['a', 'b', 'c']);
    replacement.add([podDefault('b')]);
    replacement.finish();
    expect(namesIn(store)).toEqual(['c', 'b']);
  });

  it('counts as synced only when it is whole', () => {
    const store = known();
    const kinds = [{ group: 'ray.io', kind: 'RayCluster' }];
    const replacement = store.replacement(RAY_CLUSTERS);
    replacement.add([rayCluster('r')]);
    expect(store.synced(kinds)).toBe(false);
    replacement.finish();
    expect(store.synced(kinds)).toBe(true);
  });
});

describe('a namespace', () => {
  it('keeps of its annotations the one that is read: others may be as large as they like', () => {
    const store = known();
    const annotations = {
      'gpu-fraction-webhook/queues': 'a,b',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
    };
    store.replaceAll(NAMESPACES, [{ metadata: { name: 'alice', annotations } }]);
    expect(store.namespace('alice')?.annotations).toEqual({ 'gpu-fraction-webhook/queues': 'a,b' });
  });
});

describe('an event of a watch', () => {
  it('of a deleted object takes it away', () => {
    const store = known();
    store.replaceAll(NAMESPACES, [{ metadata: { name: 'alice', labels: {} } }]);
    store.replaceAll(POD_DEFAULTS, [podDefault('a'), podDefault('b')]);
    store.replaceAll(RAY_CLUSTERS, [rayCluster('r')]);
    expect(store.remove({ ...NAMESPACES, metadata: { name: 'alice' } })).toBe(true);
    expect(store.remove({ ...POD_DEFAULTS, metadata: { name: 'a', namespace: 'alice' } })).toBe(true);
    expect(store.remove({ ...RAY_CLUSTERS, metadata: { name: 'r', namespace: 'alice' } })).toBe(true);
    expect(store.namespace('alice')).toBeUndefined();
    expect(namesIn(store)).toEqual(['b']);
    for (const kind of ['RayCluster', '']) {
      expect(store.gangOwner('alice', { group: 'ray.io', kind, name: 'r' })).toBeUndefined();
    }
  });

  it('of an object that was never known changes nothing', () => {
    const store = known();
    expect(store.remove({ ...POD_DEFAULTS, metadata: { name: 'a', namespace: 'alice' } })).toBe(true);
    expect(store.remove({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } })).toBe(false);
    expect(namesIn(store)).toEqual([]);
  });

  it('that makes an object unreadable takes away what was known of it', () => {
    const store = known();
    store.upsert({ ...POD_DEFAULTS, ...podDefault('a') });
    expect(store.tryUpsert({ ...POD_DEFAULTS, ...podDefault('a', {}) })).toMatchObject({ name: 'a' });
    expect(namesIn(store)).toEqual([]);
  });

  it('that gives an owner another project replaces the old one', () => {
    const store = known();
    const key = { group: 'ray.io', kind: 'RayCluster', name: 'r' };
    for (const project of ['team-a', 'team-b']) {
      expect(store.tryUpsert({ ...RAY_CLUSTERS, ...rayCluster('r', { project }) })).toBeUndefined();
      expect(store.gangOwner('alice', key)?.labels.project?.value).toBe(project);
    }
  });
});
