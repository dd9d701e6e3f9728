import { expect, it } from 'vitest';
import { ApiClient } from '../../src/cluster/client.ts';
import { ofKind, readKinds, schedulersIn } from '../../src/cluster-reading/kinds.ts';
import { ObjectReader } from '../../src/cluster-reading/object-reader.ts';
import { fillStore } from '../../src/cluster-reading/surroundings.ts';
import { NAMESPACES } from '../../src/surroundings/from-cluster.ts';
import { POD_DEFAULT } from '../../src/surroundings/known-pod-defaults.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { settings } from '../support/world.ts';
import { discovery, FakeApiServer, item, list } from '../watching/fake-api-server.ts';

const POD_DEFAULTS = '/apis/kubeflow.org/v1alpha1';
const half = { ...item('half'), spec: { selector: {}, annotations: { 'gpu-fraction': '0.5' } } };
const broken = { ...item('broken'), spec: {} };

const start = async (fake: FakeApiServer) => ({
  reader: new ObjectReader(new ApiClient((await fake.start()).access(), 2000)),
  store: new SurroundingsStore(settings()),
});

it('fills a store with a kind that is served, of all namespaces or of one, and tells what it leaves out', async () => {
  const { reader, store } = await start(
    new FakeApiServer()
      .get('/apis', discovery(['kubeflow.org', 'v1alpha1', 'PodDefault']))
      .get(`${POD_DEFAULTS}/poddefaults`, list([half, broken], '1'))
      .get(`${POD_DEFAULTS}/namespaces/alice/poddefaults`, list([half], '1')),
  );
  const kinds = await readKinds(reader);
  const left: string[] = [];
  const onUnreadable = ({ name }: { readonly name: string }) => left.push(name);
  const fill = (namespace?: string) =>
    ofKind(kinds, POD_DEFAULT, (resource) => fillStore(reader, store, resource, { namespace, onUnreadable }));

  expect(await fill()).toEqual({
    kind: 'read',
    value: [{ namespace: 'alice', name: 'half' }],
    gaps: ['1 poddefaults.kubeflow.org have a shape that this version cannot read'],
  });
  expect(left).toEqual(['broken']);
  expect(store.podDefaults('alice')).toHaveLength(1);
  expect(await fill('alice')).toMatchObject({ value: [{ name: 'half' }], gaps: [] });
});

it('knows kinds that are not served, and the scheduler by those that are', async () => {
  const { reader } = await start(new FakeApiServer().get('/apis', discovery(['kai.scheduler', 'v1', 'Config'])));
  const kinds = await readKinds(reader);
  expect(kinds.kind === 'read' && schedulersIn(kinds.value)).toEqual({ runai: false, kai: true });
  expect(await ofKind(kinds, POD_DEFAULT, () => expect.unreachable())).toEqual({
    kind: 'missing',
    what: 'PodDefault (kubeflow.org)',
  });
});

it('asks of namespaces for nothing but what is known of them', async () => {
  const fake = new FakeApiServer().get(
    NAMESPACES.path,
    list([{ metadata: { name: 'alice', labels: { a: 'b' } } }], '1'),
  );
  const { reader, store } = await start(fake);
  expect(await fillStore(reader, store, NAMESPACES)).toMatchObject({ value: [{ namespace: '', name: 'alice' }] });
  expect(store.namespace('alice')?.labels).toEqual({ a: 'b' });
});
