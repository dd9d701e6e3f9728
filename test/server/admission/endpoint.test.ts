import { setTimeout as sleep } from 'node:timers/promises';
import { applyPatch, type Operation } from 'fast-json-patch';
import { expect, test } from 'vitest';
import { RawConnection } from '../raw-connection.ts';
import { halfGpuPod, reviewOf } from '../reviews.ts';
import { runWebhook } from '../running-webhook.ts';
import { optedIn } from '../surroundings.ts';

test('a pod that asks for half a GPU comes out routed, under the uid of its request', async () => {
  const { client } = await runWebhook();
  const response = await client.review(reviewOf({ uid: '7c1e' }));
  expect(response).toMatchObject({ uid: '7c1e', allowed: true, patchType: 'JSONPatch' });
  const operations = JSON.parse(Buffer.from(response.patch ?? '', 'base64').toString()) as Operation[];
  const pod = applyPatch(halfGpuPod(), operations, true).newDocument;
  expect(pod.spec.schedulerName).toBe('runai-scheduler');
  expect(pod.metadata).toMatchObject({ labels: { project: 'team-a' }, annotations: { 'gpu-fraction': '0.5' } });
});

test('the answer is an AdmissionReview in JSON with its length, which the API server can read in one piece', async () => {
  const { client } = await runWebhook();
  const { headers, text } = await client.send({ body: reviewOf() });
  expect(headers['content-type']).toBe('application/json');
  expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
  expect(JSON.parse(text)).toMatchObject({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' });
});

test.each([
  { what: 'the pod of a namespace that did not opt in', request: { namespace: 'elsewhere' }, outcome: 'skipped' },
  { what: 'an update', request: { operation: 'UPDATE' }, outcome: 'skipped' },
  { what: 'a deletion, which carries no object', request: { operation: 'DELETE', object: null }, outcome: 'skipped' },
  { what: 'a pod without containers', request: { object: { metadata: {}, spec: {} } }, outcome: 'error' },
  { what: 'no object at all', request: { object: null }, outcome: 'error' },
])('$what is allowed as it came, with neither patch nor patchType', async ({ request, outcome }) => {
  const { client } = await runWebhook();
  const response = await client.review(reviewOf({ uid: 'b2', ...request }));
  expect(response).toMatchObject({ uid: 'b2', allowed: true, auditAnnotations: { outcome } });
  expect(response).not.toHaveProperty('patch');
  expect(response).not.toHaveProperty('patchType');
});

test('a value that makes no sense is refused in the answer, not by an HTTP error', async () => {
  const { client } = await runWebhook();
  const response = await client.review(reviewOf({ uid: 'c3', object: halfGpuPod({ fraction: 'lots' }) }));
  expect(response).toMatchObject({ uid: 'c3', allowed: false, status: { code: 422 } });
  expect(response.status?.message).toContain('"lots"');
  expect(response).not.toHaveProperty('patch');
  expect(response).not.toHaveProperty('patchType');
});

test('a fault of ours lets the pod pass with a warning, and shows in metric and log', async () => {
  const { client, metric, logLines } = await runWebhook({
    surroundings: {
      ...optedIn,
      namespace: () => {
        throw new TypeError('out of order');
      },
    },
  });
  const response = await client.review(reviewOf({ uid: 'd4' }));
  expect(response).toMatchObject({
    uid: 'd4',
    allowed: true,
    auditAnnotations: { outcome: 'error', reason: 'internal-error' },
  });
  expect(response.warnings?.[0]).toMatch(/^gpu-fraction-webhook: internal-error: /);
  expect(response).not.toHaveProperty('patch');
  expect(await metric('decisions_total{outcome="error",reason="internal-error",mode="enforce"}')).toBe(1);
  const line = JSON.parse(logLines.at(-1) ?? '') as { level: string; failure: { type: string; frames: string[] } };
  expect(line).toMatchObject({ level: 'error', uid: 'd4', failure: { type: 'TypeError' } });
  expect(line.failure.frames[0]).toContain('endpoint.test.ts');
});

test('a review with two objects of the largest size that the API server takes is answered', async () => {
  const { client } = await runWebhook();
  const large = { ...halfGpuPod(), status: { message: 'x'.repeat(3_000_000) } };
  const review = reviewOf({ object: large });
  const response = await client.review({ ...review, request: { ...review.request, oldObject: large } });
  expect(response).toMatchObject({ allowed: true, patchType: 'JSONPatch' });
});

test.each(['application/json; charset=utf-8', 'Application/JSON'])('the content type %s is JSON', async (type) => {
  const { client } = await runWebhook();
  expect(await client.review(reviewOf(), { headers: { 'content-type': type } })).toMatchObject({ allowed: true });
});

/** Sends a review in two parts, with a pause between them: the headers and `split` bytes of the body, then the rest. */
async function sendInTwoParts(
  port: number,
  path: string,
  pauseMillis: number,
  review = reviewOf(),
  split = 0,
): Promise<string> {
  const body = Buffer.from(JSON.stringify(review));
  const connection = await RawConnection.tls(port);
  connection.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  connection.write(body.subarray(0, split));
  await sleep(pauseMillis);
  return connection.write(body.subarray(split)).received;
}

test('a character is put together again when a body comes in pieces', async () => {
  const { port } = await runWebhook();
  const review = reviewOf({ object: halfGpuPod({ fraction: 'half of €1' }) });
  const beforeCharacter = Buffer.from(JSON.stringify(review)).indexOf('€');
  expect(await sendInTwoParts(port, '/mutate', 50, review, beforeCharacter + 1)).toContain('half of €1');
});

test('a decision for which the API server has stopped waiting is not made', async () => {
  const { port, metric } = await runWebhook();
  const answer = await sendInTwoParts(port, '/mutate?timeout=10ms', 50);
  expect(answer).toContain('"allowed":true');
  expect(answer).toContain('"reason":"deadline-exceeded"');
  expect(answer).not.toContain('patch');
  expect(await metric('decisions_total{outcome="error",reason="deadline-exceeded",mode="enforce"}')).toBe(1);
  expect(await metric('warnings_total{reason="deadline-exceeded"}')).toBe(1);
});

test.each(['/mutate', '/mutate?timeout=1h', '/mutate?timeout=soon', '/mutate?timeout=0s', '/mutate?dryRun=All'])(
  'a decision is made where the API server still waits, or does not say how long: %s',
  async (path) => {
    const { port } = await runWebhook();
    expect(await sendInTwoParts(port, path, 20)).toContain('"patchType":"JSONPatch"');
  },
);
