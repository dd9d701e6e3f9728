import { describe, expect, test } from 'vitest';
import type { Answer, Call } from '../https-client.ts';
import { handshake, RawConnection } from '../raw-connection.ts';
import { reviewOf } from '../reviews.ts';
import { type RunningWebhook, runWebhook } from '../running-webhook.ts';

const MEBIBYTE = 1024 * 1024;

/** What every error answer has in common. */
async function expectError(
  answer: Pick<Answer, 'status' | 'headers' | 'text'>,
  status: number,
  error: string,
  webhook: RunningWebhook,
) {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/json');
  // The API server would wait that long, and ask again.
  expect(answer.headers).not.toHaveProperty('retry-after');
  const body = JSON.parse(answer.text) as Record<string, unknown>;
  expect(Object.keys(body)).toEqual(['error', 'message', 'remedy']);
  expect(body['error']).toBe(error);
  expect(await webhook.metric(`bad_requests_total{code="${status}"}`)).toBe(1);
  expect(webhook.logLines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ level: 'warn', status, error }),
  );
}

const review = reviewOf();

test.each<{ what: string; call: Call; status: number; error: string; says?: RegExp }>([
  { what: 'broken JSON', call: { body: '{"apiVersion": ' }, status: 400, error: 'malformed-json', says: /not JSON: / },
  { what: 'an empty body of JSON', call: { body: '' }, status: 400, error: 'malformed-json' },
  { what: 'JSON that is no object', call: { body: '[1]' }, status: 400, error: 'not-an-admission-review' },
  {
    what: 'an AdmissionReview of another version',
    call: { body: { ...review, apiVersion: 'admission.k8s.io/v1beta1' } },
    status: 400,
    error: 'not-an-admission-review',
    says: /apiVersion: .*admission\.k8s\.io\/v1/,
  },
  {
    what: 'another kind',
    call: { body: { ...review, kind: 'ConversionReview' } },
    status: 400,
    error: 'not-an-admission-review',
    says: /kind: .*AdmissionReview/,
  },
  {
    what: 'an AdmissionReview without a uid',
    call: { body: { ...review, request: { ...review.request, uid: '' } } },
    status: 400,
    error: 'not-an-admission-review',
    says: /request\.uid/,
  },
  {
    what: 'a body of 10 MB',
    call: { body: Buffer.alloc(10_000_000, ' ') },
    status: 413,
    error: 'body-too-large',
    says: /7 MiB/,
  },
  {
    what: 'a body one byte over 7 MiB',
    call: { body: Buffer.alloc(7 * MEBIBYTE + 1, ' ') },
    status: 413,
    error: 'body-too-large',
  },
  {
    what: 'a body of exactly 7 MiB',
    call: { body: Buffer.alloc(7 * MEBIBYTE, ' ') },
    status: 400,
    error: 'malformed-json',
  },
  {
    what: 'a large body of unknown length',
    call: { body: Buffer.alloc(10_000_000, ' '), headers: { 'transfer-encoding': 'chunked' } },
    status: 413,
    error: 'body-too-large',
  },
  {
    what: 'YAML',
    call: { body: 'a: b', headers: { 'content-type': 'application/yaml' } },
    status: 415,
    error: 'not-json',
  },
  {
    what: 'a form',
    call: { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    status: 415,
    error: 'not-json',
  },
  { what: 'nothing at all', call: {}, status: 415, error: 'not-json', says: /Content-Type: application\/json/ },
  {
    what: 'another path',
    call: { path: '/validate', body: review },
    status: 404,
    error: 'not-found',
    says: /\/mutate/,
  },
  {
    what: 'a path that only looks like a property',
    call: { path: '/constructor', body: review },
    status: 404,
    error: 'not-found',
  },
  { what: 'a path that is no path', call: { path: '/%zz', body: review }, status: 400, error: 'malformed-request' },
])('$what is answered $status ($error)', async ({ call, status, error, says }) => {
  const webhook = await runWebhook();
  const answer = await webhook.client.send(call);
  await expectError(answer, status, error, webhook);
  expect(answer.text).toMatch(says ?? /./);
});

test.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND'])(
  '%s is answered 405 and told what is allowed',
  async (method) => {
    const webhook = await runWebhook();
    const answer = await webhook.client.send({ method });
    await expectError(answer, 405, 'method-not-allowed', webhook);
    expect(answer.headers.allow).toBe('POST');
  },
);

test('a connection goes on after a bad request', async () => {
  const { client } = await runWebhook();
  const bad = await client.send({ body: '{' });
  const good = await client.send({ body: reviewOf() });
  expect(good.status).toBe(200);
  expect(good.localPort).toBe(bad.localPort);
});

test('a client that sends all of a large body before it listens hears what was wrong', async () => {
  const { port } = await runWebhook();
  const socket = await handshake(port);
  socket.pause();
  const body = Buffer.alloc(20_000_000, ' ');
  socket.write(`${HEAD}Content-Length: ${body.length}\r\n\r\n`);
  await new Promise<void>((sent) => socket.write(body, () => sent()));
  const connection = new RawConnection(socket);
  socket.resume();
  expect(await connection.received).toContain('413 Payload Too Large');
});

test('a client that breaks off in the middle of a body is nobody to answer, and no fault of ours', async () => {
  const { port, metric, logLines, client } = await runWebhook();
  const socket = await handshake(port);
  socket.write(`${HEAD}Content-Length: 500\r\n\r\n{"a":`);
  await expect.poll(() => metric('in_flight_requests')).toBe(1);
  socket.destroy();
  await expect.poll(() => metric('in_flight_requests')).toBe(0);
  expect(await client.review(reviewOf())).toMatchObject({ allowed: true });
  expect(await metric('bad_requests_total{code="500"}')).toBe(0);
  expect(logLines.filter((line) => line.includes(`"level":"error"`))).toEqual([]);
});

const HEAD = 'POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

describe('on a connection where no whole request comes about', () => {
  /** Reads status, headers and body out of what stood on the wire. */
  function readAnswer(wire: string): Pick<Answer, 'status' | 'headers' | 'text'> {
    const [head = '', text = ''] = wire.split('\r\n\r\n');
    const [statusLine = '', ...lines] = head.split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
    );
    expect(headers['connection']).toBe('close');
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
    return { status: Number(statusLine.split(' ')[1]), headers, text };
  }

  test.each([
    { what: 'something that is not HTTP', sends: 'hello\r\n\r\n', status: 400, error: 'malformed-request' },
    {
      what: 'a body that ends early',
      sends: `${HEAD}Content-Length: 500\r\n\r\n{"a":`,
      status: 400,
      error: 'truncated-body',
    },
    {
      what: 'headers that are too large',
      sends: `${HEAD}X-Large: ${'x'.repeat(20_000)}\r\n\r\n`,
      status: 431,
      error: 'headers-too-large',
    },
  ])('$what is answered $status ($error)', async ({ sends, status, error }) => {
    const webhook = await runWebhook();
    const connection = await RawConnection.tls(webhook.port);
    await expectError(readAnswer(await connection.write(sends).end().received), status, error, webhook);
    expect(await webhook.metric('in_flight_requests')).toBe(0);
  });

  test.each([
    { what: 'half of the headers', sends: HEAD },
    { what: 'half of the body', sends: `${HEAD}Content-Length: 500\r\n\r\n{"a":` },
  ])('$what is answered 408 when its time is up', async ({ sends }) => {
    const webhook = await runWebhook({ settings: { requestTimeoutSeconds: 1 } });
    const connection = await RawConnection.tls(webhook.port);
    await expectError(readAnswer(await connection.write(sends).received), 408, 'request-timeout', webhook);
    expect(await webhook.metric('in_flight_requests')).toBe(0);
  });

  test('plain HTTP is answered by a sentence', async () => {
    const webhook = await runWebhook();
    const connection = RawConnection.tcp(webhook.port);
    const answer = readAnswer(await connection.write('GET /mutate HTTP/1.1\r\nHost: localhost\r\n\r\n').received);
    await expectError(answer, 400, 'not-https', webhook);
    expect(answer.text).toContain('Client sent an HTTP request to an HTTPS server.');
  });
});
