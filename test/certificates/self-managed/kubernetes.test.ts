import { expect, it } from 'vitest';
import { kubernetesSecret } from '../../../src/certificates/self-managed/kubernetes.ts';
import { ApiServerClock } from '../../../src/cluster/clock.ts';
import { ObjectClient } from '../../../src/cluster/objects.ts';
import { type ApiCall, type ScriptedAnswer, scriptedApiServer } from '../trust/api-server.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function secretAt(answer: (call: ApiCall) => ScriptedAnswer) {
  const { access, calls } = await scriptedApiServer(answer);
  const client = new ObjectClient(access, new ApiServerClock());
  return { store: kubernetesSecret(client, { namespace: 'webhook', name: 'ca' }), calls };
}

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'ca', resourceVersion: '7', labels: { owner: 'chart' } },
  fieldOfLater: true,
};

it('reads a Secret, with data and without', async () => {
  const answers = [
    { body: { ...secret, data: { a: base64('b') } } },
    { body: { ...secret, data: null } },
    { status: 404 },
  ];
  const { store } = await secretAt(() => answers.shift() ?? {});
  expect((await store.read())?.data).toEqual({ a: 'b' });
  expect((await store.read())?.data).toEqual({});
  expect(await store.read()).toBeUndefined();
});

it('writes a Secret over the version that was read, with every field that it had', async () => {
  const { store, calls } = await secretAt(({ body, method }) => ({ body: method === 'GET' ? secret : body }));
  const written = await store.write({ a: 'b' }, await store.read());
  expect(written?.data).toEqual({ a: 'b' });
  expect(calls.at(-1)).toMatchObject({
    method: 'PUT',
    url: '/k8s/api/v1/namespaces/webhook/secrets/ca?fieldManager=gpu-fraction-webhook',
    body: { ...secret, data: { a: base64('b') } },
  });
});

it('makes a Secret where there was none', async () => {
  const { store, calls } = await secretAt(({ body }) => ({ status: 201, body }));
  await store.write({ a: 'b' }, undefined);
  expect(calls[0]).toMatchObject({
    method: 'POST',
    url: '/k8s/api/v1/namespaces/webhook/secrets?fieldManager=gpu-fraction-webhook',
    body: { kind: 'Secret', metadata: { name: 'ca', namespace: 'webhook' }, type: 'Opaque', data: { a: base64('b') } },
  });
});

it('makes a Secret that got lost again with the labels and annotations that it had', async () => {
  const metadata = { ...secret.metadata, annotations: { 'meta.helm.sh/release-name': 'alice' }, uid: '1' };
  const answers = [{ body: { ...secret, metadata } }, { status: 404 }, { status: 201, body: secret }];
  const { store, calls } = await secretAt(() => answers.shift() ?? {});
  await store.read();
  expect(await store.read()).toBeUndefined();
  await store.write({ a: 'b' }, undefined);
  const { labels, annotations } = metadata;
  expect(calls.at(-1)?.body).toHaveProperty('metadata', { name: 'ca', namespace: 'webhook', labels, annotations });
});

it.each([404, 409])('takes a status of %i for somebody else who was faster', async (status) => {
  const { store } = await secretAt(({ method }) => (method === 'GET' ? { body: secret } : { status }));
  expect(await store.write({}, await store.read())).toBeUndefined();
});

it.each([
  {
    what: 'a refusal, in the words of the API server',
    answer: { status: 403, body: { kind: 'Status', message: 'secrets "ca" is forbidden: cannot get' } },
    says: 'GET /api/v1/namespaces/webhook/secrets/ca: HTTP 403: secrets "ca" is forbidden: cannot get',
  },
  {
    what: 'a fault that does not explain itself',
    answer: { status: 503, body: 'upstream' },
    says: 'GET /api/v1/namespaces/webhook/secrets/ca: HTTP 503: no reason given',
  },
  {
    what: 'an answer that is none',
    answer: { body: '<html>' },
    says: 'GET /api/v1/namespaces/webhook/secrets/ca: the answer is not JSON',
  },
])('tells of $what, and of which call it was', async ({ answer, says }) => {
  const { store } = await secretAt(() => answer);
  await expect(store.read()).rejects.toThrow(says);
});

it('tells of an API server that is not there', async () => {
  const client = new ObjectClient(
    { server: new URL('http://127.0.0.1:1'), credentials: async () => ({}) },
    new ApiServerClock(),
  );
  await expect(client.get('/api')).rejects.toThrow(/^GET \/api: .*ECONNREFUSED/);
});

it.each([
  { what: 'two years ahead', ahead: 2 * 365 * 86_400_000 },
  { what: 'a day behind', ahead: -86_400_000 },
])('has the time from the API server where this machine is $what', async ({ ahead }) => {
  const there = Date.parse('2030-06-01T12:00:00Z');
  const { access } = await scriptedApiServer(() => ({ date: new Date(there).toUTCString() }));
  const clock = new ApiServerClock(() => new Date(there + ahead));
  expect(clock.now().getTime()).toBe(there + ahead);
  await new ObjectClient(access, clock).get('/api');
  expect(clock.now().getTime()).toBe(there);
});

it('leaves differences of seconds alone, and dates that are none', () => {
  const here = Date.parse('2030-06-01T12:00:00Z');
  const clock = new ApiServerClock(() => new Date(here));
  for (const date of ['Sat, 01 Jun 2030 12:00:04 GMT', 'yesterday', undefined]) {
    clock.heard(date);
    expect(clock.now().getTime()).toBe(here);
  }
});
