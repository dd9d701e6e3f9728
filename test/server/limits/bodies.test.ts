import { expect, onTestFinished, test, vi } from 'vitest';
import { handshake } from '../raw-connection.ts';
import { halfGpuPod, reviewOf } from '../reviews.ts';
import { type RunningWebhook, runWebhook } from '../running-webhook.ts';

const MEBIBYTE = 1024 * 1024;

const HEAD = 'POST /mutate?timeout=3s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

/** 12 MiB are for large bodies, of which 7 for callers that are not known. */
const settings = { bodyMemoryMebibytes: 16 };

const announce = (bytes: number): string => `${HEAD}Content-Length: ${bytes}\r\n\r\n`;

/** Writes, and has what comes back gathered. The connection ends with the test: it would hold up the server's end. */
async function write(webhook: RunningWebhook, ...parts: readonly string[]) {
  const socket = await handshake(webhook.port);
  onTestFinished(() => void socket.destroy());
  const received = { text: '' };
  socket
    .on('error', () => undefined)
    .on('data', (data) => {
      received.text += data.toString();
    });
  for (const part of parts) {
    socket.write(part);
  }
  return { socket, received };
}

/** A body of so many bytes is announced and never sent; resolves when its place is taken. */
async function holdBack(webhook: RunningWebhook, bytes: number) {
  const connection = await write(webhook, announce(bytes));
  await expect.poll(() => webhook.metric('body_bytes')).toBe(bytes);
  return connection;
}

test('a body that finds no room is answered 503 at once, before it is sent, and nothing asks to come again', async () => {
  const webhook = await runWebhook({ settings });
  await holdBack(webhook, 6 * MEBIBYTE);
  const { socket, received } = await write(webhook, announce(2 * MEBIBYTE));
  await expect.poll(() => received.text).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
  expect(socket.closed).toBe(false);
  const answer = received.text;
  expect(answer).toMatch(/\r\nConnection: close\r\n/i);
  expect(answer).not.toMatch(/retry-after/i);
  expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ error: 'no-room' });
  expect(await webhook.metric('bad_requests_total{code="503"}')).toBe(1);
  expect(await webhook.metric('body_bytes')).toBe(6 * MEBIBYTE);
});

test('beside bodies that are never finished small reviews are answered, and large ones of a known caller', async () => {
  const webhook = await runWebhook({ settings });
  await holdBack(webhook, 7 * MEBIBYTE);
  expect(await webhook.client.review(reviewOf())).toMatchObject({ allowed: true });
  const pod = halfGpuPod();
  const large = { ...pod, metadata: { ...pod.metadata, managedFields: 'x'.repeat(6 * MEBIBYTE) } };
  const { localPort } = await webhook.client.send({ body: reviewOf() });
  const answer = await webhook.client.send({ body: reviewOf({ object: large }) });
  expect(answer).toMatchObject({ status: 200, localPort });
});

test('a chunked body is counted as it comes, and refused in its middle when there is no more room', async () => {
  const webhook = await runWebhook({ settings });
  await holdBack(webhook, 5 * MEBIBYTE);
  const chunk = `${(100 * 1024).toString(16)}\r\n${'x'.repeat(100 * 1024)}\r\n`;
  const { socket, received } = await write(webhook, `${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk}`);
  await expect.poll(() => webhook.metric('body_bytes')).toBeGreaterThanOrEqual(5 * MEBIBYTE + 100 * 1024);
  socket.write(chunk.repeat(30));
  await expect.poll(() => received.text).toMatch(/^HTTP\/1\.1 503 /);
  await expect.poll(() => webhook.metric('body_bytes')).toBe(5 * MEBIBYTE);
});

test('a body that comes in many parts is put together again', async () => {
  const webhook = await runWebhook();
  const socket = await handshake(webhook.port);
  const body = Buffer.from(JSON.stringify(reviewOf({ uid: 'ü'.repeat(20_000) })));
  const received = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
      if (text.includes('auditAnnotations')) {
        resolve(text);
      }
    });
  });
  socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
  // Parts that end within a character.
  for (let begin = 0; begin < body.length; begin += 4999) {
    const part = body.subarray(begin, begin + 4999);
    socket.write(`${part.length.toString(16)}\r\n`);
    socket.write(part);
    socket.write('\r\n');
  }
  socket.write('0\r\n\r\n');
  const answer = await received;
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toContain('ü'.repeat(20_000));
  expect(await webhook.metric('body_bytes')).toBe(0);
  socket.destroy();
});

test('a body that breaks off gives its place back', async () => {
  const webhook = await runWebhook({ settings });
  const socket = await handshake(webhook.port);
  socket.write(`${announce(5 * MEBIBYTE)}{`);
  await expect.poll(() => webhook.metric('body_bytes')).toBe(5 * MEBIBYTE);
  socket.destroy();
  await expect.poll(() => webhook.metric('body_bytes')).toBe(0);
});

test('a body that makes room for another is answered 503', async () => {
  const webhook = await runWebhook({ settings: { ...settings } });
  const slow = await holdBack(webhook, 7 * MEBIBYTE);
  await webhook.client.review(reviewOf());
  const large = JSON.stringify(reviewOf({ object: { ...halfGpuPod(), padding: 'x'.repeat(6 * MEBIBYTE) } }));
  expect(await webhook.client.send({ body: large })).toMatchObject({ status: 200 });
  await expect.poll(() => slow.received.text).toMatch(/^HTTP\/1\.1 503 /);
});

test.each([
  { what: 'lists in lists', body: '['.repeat(400_001) },
  { what: 'empty objects', body: `[${'{},'.repeat(200_001)}0]` },
  { what: 'numbers', body: `[${'0,'.repeat(400_001)}0]` },
])('$what that would fill the memory are refused unread', async ({ body }) => {
  const webhook = await runWebhook();
  const { status, text } = await webhook.client.send({ body });
  expect(status).toBe(413);
  expect(JSON.parse(text)).toMatchObject({ error: 'body-too-complex' });
});

test('a body that is too large is answered before it is sent', async () => {
  const webhook = await runWebhook();
  const { received } = await write(webhook, announce(8 * MEBIBYTE));
  await expect.poll(() => received.text).toMatch(/^HTTP\/1\.1 413 /);
});

test('bodies for paths that do not exist, and for probes, are not kept', async () => {
  const webhook = await runWebhook({ settings });
  const body = 'x'.repeat(6 * MEBIBYTE);
  expect(await webhook.client.send({ path: '/elsewhere', body })).toMatchObject({ status: 404 });
  expect(await webhook.metric('body_bytes')).toBe(0);
  const headers = { 'content-type': 'application/json' };
  expect((await webhook.health('/livez', { method: 'POST', headers, body: '{' })).status).toBe(405);
});

test('a flood of bad requests is counted each time and logged once', async () => {
  const webhook = await runWebhook();
  for (let index = 0; index < 50; index += 1) {
    await webhook.client.send({ body: '{' });
  }
  expect(await webhook.metric('bad_requests_total{code="400"}')).toBe(50);
  expect(webhook.logLines.filter((line) => line.includes('malformed-json'))).toHaveLength(1);
});

test('a budget that the container cannot hold is said at the start, with what to do', async () => {
  const limit = vi.spyOn(process, 'constrainedMemory').mockReturnValue(256 * MEBIBYTE);
  onTestFinished(() => limit.mockRestore());
  const { logLines } = await runWebhook({ settings: { bodyMemoryMebibytes: 64 } });
  const warnings = logLines.filter((line) => line.includes('"level":"warn"'));
  expect(warnings).toEqual([expect.stringContaining('bodyMemoryMebibytes is 64')]);
  expect(warnings).toEqual([expect.stringContaining('38 are left; write no more, or raise the limit')]);
});
