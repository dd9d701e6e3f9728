import { describe, expect, it } from 'vitest';
import { ApiClient } from '../../src/cluster/client.ts';
import { usableBut } from '../../src/cluster-reading/attempt.ts';
import { by, ObjectReader, objectIn, objectsOf, type ReaderOptions } from '../../src/cluster-reading/object-reader.ts';
import { whyNot } from '../../src/cluster-reading/reading.ts';
import { namedSchema } from '../../src/cluster-reading/shapes.ts';
import { FakeApiServer, item, json, list, status } from '../watching/fake-api-server.ts';

const PODS = '/api/v1/pods';

async function reader(fake: FakeApiServer, options: ReaderOptions = {}): Promise<ObjectReader> {
  return new ObjectReader(new ApiClient((await fake.start()).access(), 2000), options);
}

const names = by(namedSchema);

describe('a reader of objects', () => {
  it('follows the pages, sends selectors with each, and counts what it cannot read', async () => {
    const fake = new FakeApiServer().get(PODS, list([item('a'), { kind: 'odd' }], '1', 'next'), list([item('b')], '1'));
    const selectors = { fieldSelector: 'status.phase!=Failed' };
    const found = await (await reader(fake)).list({ ...objectsOf('v1', 'pods'), selectors }, names);
    expect(found).toEqual({
      kind: 'read',
      value: [expect.objectContaining(item('a')), expect.objectContaining(item('b'))],
      gaps: ['1 pods have a shape that this version cannot read'],
    });
    expect(fake.queries(PODS, 'list')).toEqual([
      { ...selectors, limit: '250' },
      { ...selectors, limit: '250', continue: 'next' },
    ]);
  });

  it('passes over what is not wanted, and stops when it has enough', async () => {
    const fake = new FakeApiServer().get(
      PODS,
      list([item('a'), item('not-wanted'), item('b')], '1', 'next'),
      list([item('c')], '1', 'again'),
    );
    const found = await (await reader(fake, { most: 2 })).list(objectsOf('v1', 'pods'), (object) => {
      const name = names(object)?.metadata.name;
      return name === 'not-wanted' ? null : name;
    });
    expect(found).toEqual({ kind: 'read', value: ['a', 'b'], gaps: ['only the first 2 pods were looked at'] });
    expect(fake.calls).toHaveLength(2);
  });

  it.each([
    [status(403), 'needs the permission {apiGroups: ["apps"], resources: [deployments], verbs: [list]}'],
    [status(404), 'deployments.apps is not installed'],
    [status(500, 'etcd is away'), 'deployments.apps cannot be read: HTTP 500: etcd is away'],
    [json({ items: [] }), 'deployments.apps cannot be read: the answer is not a list'],
  ])('takes a failure for an answer', async (step, words) => {
    const fake = new FakeApiServer().get('/apis/apps/v1/namespaces/x/deployments', step);
    const reading = await (await reader(fake)).list(objectsOf('apps/v1', 'deployments', 'x'), names);
    expect(reading.kind === 'read' ? '' : whyNot(reading)).toBe(words);
  });

  it('names a single object that it may not get, or cannot read', async () => {
    const settings = objectIn(objectsOf('v1', 'configmaps', 'x'), 'settings');
    const other = objectIn(objectsOf('v1', 'configmaps', 'x'), 'other');
    const fake = new FakeApiServer().get(settings.path, status(403)).get(other.path, json({ metadata: { name: 7 } }));
    const objects = await reader(fake);
    expect(await objects.get(settings, namedSchema, 'ConfigMap x/settings')).toEqual({
      kind: 'forbidden',
      what: 'ConfigMap x/settings',
      rules: ['{apiGroups: [""], resources: [configmaps], resourceNames: [settings], verbs: [get]}'],
    });
    expect(await objects.get(other, namedSchema, 'it')).toEqual({
      kind: 'failed',
      problem: 'it has a shape that this version cannot read',
    });
  });

  it('ends where it is told that a failure is no answer, and takes others for one', async () => {
    const pods = objectsOf('v1', 'pods', 'x');
    const fake = new FakeApiServer().get(
      pods.path,
      status(500, 'etcd is away'),
      status(403),
      status(404),
      json({ items: [] }),
    );
    const objects = await reader(fake, { giveUp: usableBut('here', 'missing', 'forbidden', 'unreadable') });
    await expect(objects.list(pods, names)).rejects.toThrow(/^cluster here: HTTP 500: etcd is away; try again$/);
    expect((await objects.list(pods, names)).kind).toBe('forbidden');
    expect((await objects.list(pods, names)).kind).toBe('missing');
    expect((await objects.list(pods, names)).kind).toBe('failed');
  });

  it('hides no fault of this program', async () => {
    const fake = new FakeApiServer().get(PODS, list([item('a')], '1'));
    const objects = await reader(fake, { giveUp: usableBut('here') });
    const faulty = (): never => {
      throw new RangeError('a fault');
    };
    await expect(objects.list(objectsOf('v1', 'pods'), faulty)).rejects.toThrow(RangeError);
  });
});
