import { expect, it } from 'vitest';
import { ApiClient } from '../../src/cluster/client.ts';
import { FakeApiServer, json, status } from './fake-api-server.ts';

const { signal } = new AbortController();
const request = { path: '/api/v1/namespaces', accept: 'application/json', signal };

it('keeps the path of a server that stands below one, as behind a Rancher', async () => {
  const server = await new FakeApiServer().get('/k8s/clusters/c-1/api/v1/namespaces', json({ a: 1 })).start();
  for (const path of ['/k8s/clusters/c-1', '/k8s/clusters/c-1/']) {
    const access = { ...server.access(), server: new URL(server.url + path) };
    expect((await new ApiClient(access, 5000).get(request)).body).toEqual({ a: 1 });
  }
});

it('asks for new credentials after they were turned down, and only then', async () => {
  const server = await new FakeApiServer().get(request.path, status(401), json({})).start();
  const asked: boolean[] = [];
  const credentials = async (renewed: boolean) => {
    asked.push(renewed);
    return { headers: { authorization: `Bearer ${asked.length}` } };
  };
  const client = new ApiClient({ server: new URL(server.url), credentials }, 5000);
  await expect(client.get(request)).rejects.toMatchObject({ problem: 'unauthorized' });
  await client.get(request);
  await client.get(request);
  expect(asked).toEqual([false, true, false]);
  expect(server.calls.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2', 'Bearer 3']);
});

it('says which credentials cannot be had', async () => {
  const credentials = () => Promise.reject(new Error('aws: command not found'));
  const client = new ApiClient({ server: new URL('http://127.0.0.1:1'), credentials }, 5000);
  await expect(client.get(request)).rejects.toMatchObject({
    problem: 'credentials',
    message: 'aws: command not found',
  });
});

it.each([
  ['7', 7000],
  ['86400', 60_000],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 0],
])('reads how long the API server wants to be left alone: %s', async (header, millis) => {
  const server = await new FakeApiServer().get(request.path, status(429, 'busy', { 'retry-after': header })).start();
  const failed = new ApiClient(server.access(), 5000).get(request);
  await expect(failed).rejects.toMatchObject({
    problem: 'throttled',
    retryAfterMillis: millis,
    message: 'HTTP 429: busy',
  });
});

it('does not repeat what it could not parse, which may be a secret in the wrong place', async () => {
  const server = await new FakeApiServer()
    .get(request.path, ({ response }) => void response.writeHead(200).end('{"password": hunter2'))
    .start();
  const failed = new ApiClient(server.access(), 5000).get(request);
  await expect(failed).rejects.toMatchObject({ problem: 'unreadable', message: 'the answer is not JSON' });
});
