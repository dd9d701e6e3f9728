import { describe, expect, it } from 'vitest';
import { PodProxy } from '../../src/cluster/pod-proxy.ts';
import { askReplica } from '../../src/doctor/reading/replica.ts';
import { makePems } from '../certificates/pems.ts';
import { FakeApiServer, json, type Step } from '../watching/fake-api-server.ts';

const PROXY = '/api/v1/namespaces/gpu-system/pods/webhook-a:8080/proxy';

const plain =
  (text: string, code = 200): Step =>
  ({ response }) => {
    response.writeHead(code, { 'content-type': 'text/plain' }).end(text);
  };

async function ask(readyz: Step, metrics: Step, certificate: Step) {
  const fake = new FakeApiServer()
    .get(`${PROXY}/readyz`, readyz)
    .get(`${PROXY}/metrics`, metrics)
    .get(`${PROXY}/certificate`, certificate);
  const proxy = new PodProxy((await fake.start()).access(), 2000);
  return askReplica(proxy, { namespace: 'gpu-system', pod: 'webhook-a', port: 8080 });
}

describe('a replica', () => {
  it('says why it is not ready, what it counts, and what it serves', async () => {
    const { cert } = await makePems();
    const replica = await ask(plain('not ready\nlistener: not listening\n', 503), plain('a 1\n'), plain(cert));
    expect(replica).toMatchObject({
      problems: { value: ['listener: not listening'] },
      metrics: { value: [{ name: 'a', labels: {}, value: 1 }] },
      chain: { kind: 'read' },
    });
  });

  it('is told from the API server, which answers in its stead', async () => {
    const own = (code: number, message: string): Step =>
      json({ kind: 'Status', apiVersion: 'v1', message, code }, code);
    const rule = '{apiGroups: [""], resources: [pods/proxy], verbs: [get]}';
    expect(await ask(own(403, 'no'), own(503, 'error trying to reach service'), own(404, 'no such pod'))).toMatchObject(
      {
        problems: { kind: 'forbidden', rules: [rule] },
        metrics: {
          kind: 'failed',
          problem: '/metrics of pod webhook-a cannot be read: HTTP 503: error trying to reach service',
        },
        chain: { kind: 'missing' },
      },
    );
  });

  it('may be older, or something else', async () => {
    expect(await ask(plain('Bad Gateway', 502), plain('', 500), json({ error: 'not-found' }, 404))).toMatchObject({
      problems: { problem: '/readyz of pod webhook-a answers 502' },
      metrics: { problem: '/metrics of pod webhook-a answers 500' },
      chain: { problem: 'pod webhook-a is of a version that does not show its certificate' },
    });
    expect((await ask(plain('ready\n'), plain(''), plain('hello'))).chain).toMatchObject({
      problem: expect.stringMatching(/^\/certificate of pod webhook-a is none: /),
    });
  });
});
