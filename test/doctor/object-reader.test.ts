import { describe, expect, it } from 'vitest';
import { ApiClient } from '../../src/cluster/client.ts';
import { by, listedOf, ObjectReader } from '../../src/doctor/reading/object-reader.ts';
import { namedSchema, versionSchema } from '../../src/doctor/reading/objects.ts';
import { whyNot } from '../../src/doctor/reading/reading.ts';
import { FakeApiServer, item, json, list, status } from '../watching/fake-api-server.ts';

const PODS = '/api/v1/pods';

async function reader(fake: FakeApiServer, most?: number): Promise<ObjectReader> {
  return new ObjectReader(new ApiClient((await fake.start()).access(), 2000), most);
}

const names = by(namedSchema);

describe('a reader of objects', () => {
  it('follows the pages, sends selectors with each, and counts what it cannot read', async () => {
    const fake = new FakeApiServer().get(PODS, list([item('a'), { kind: 'odd' }], '1', 'next'), list([item('b')], '1'));
    const selectors = { fieldSelector: 'status.phase!=Failed' };
    const found = await (await reader(fake)).list({ ...listedOf('v1', 'pods'), selectors }, names);
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
    const found = await (await reader(fake, 2)).list(listedOf('v1', 'pods'), (object) => {
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
    const reading = await (await reader(fake)).list(listedOf('apps/v1', 'deployments', 'x'), names);
    expect(reading.kind === 'read' ? '' : whyNot(reading)).toBe(words);
  });

  it('names a single object that it may not get, or cannot read', async () => {
    const fake = new FakeApiServer().get('/a', status(403)).get('/b', json({ gitVersion: 7 }));
    const objects = await reader(fake);
    const rule = { group: '', resource: 'configmaps', name: 'settings' };
    expect(await objects.get('/a', versionSchema, 'ConfigMap x/settings', rule)).toEqual({
      kind: 'forbidden',
      rules: ['{apiGroups: [""], resources: [configmaps], resourceNames: [settings], verbs: [get]}'],
    });
    expect(await objects.get('/b', versionSchema, 'it', rule)).toEqual({
      kind: 'failed',
      problem: 'it has a shape that this version cannot read',
    });
  });
});
