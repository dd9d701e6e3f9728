import { expect, onTestFinished, test } from 'vitest';
import { HeldSource } from '../../certificates/held-source.ts';
import { makePems } from '../../certificates/pems.ts';
import { HttpsClient } from '../https-client.ts';
import { handshake, RawConnection } from '../raw-connection.ts';
import { reviewOf } from '../reviews.ts';
import { runWebhook } from '../running-webhook.ts';

test('TLS 1.3 is spoken', async () => {
  const { port } = await runWebhook();
  const socket = await handshake(port);
  expect(socket.getProtocol()).toBe('TLSv1.3');
  socket.destroy();
});

test('TLS 1.2 is refused, and the log says so', async () => {
  const { port, logLines } = await runWebhook();
  await expect(handshake(port, { maxVersion: 'TLSv1.2' })).rejects.toThrow(/alert protocol version/);
  expect(logLines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ level: 'warn', msg: 'TLS handshake failed', code: 'ERR_SSL_UNSUPPORTED_PROTOCOL' }),
  );
});

test('TLS 1.2 is spoken where it is allowed', async () => {
  const { port } = await runWebhook({ settings: { tlsMinVersion: 'TLSv1.2' } });
  const socket = await handshake(port, { maxVersion: 'TLSv1.2' });
  expect(socket.getProtocol()).toBe('TLSv1.2');
  socket.destroy();
});

test('a client that speaks HTTP/2 only is refused', async () => {
  const { port } = await runWebhook();
  await expect(handshake(port, { ALPNProtocols: ['h2'] })).rejects.toThrow(/no application protocol/);
});

test('a client that speaks HTTP/2 too gets HTTP/1.1', async () => {
  const { port } = await runWebhook();
  const socket = await handshake(port, { ALPNProtocols: ['h2', 'http/1.1'] });
  expect(socket.alpnProtocol).toBe('http/1.1');
  socket.destroy();
});

test('something that is neither TLS nor HTTP is turned away, and others are still served', async () => {
  const { port, client } = await runWebhook();
  // Without a byte that begins a TLS record; what comes back, if anything, is an alert.
  expect(await RawConnection.tcp(port).write('\0\0\0\0\0\0\0\0').end().received).not.toContain('HTTP');
  expect(await client.review(reviewOf())).toMatchObject({ allowed: true });
});

test('without a certificate the port answers nobody and is not ready, and with the first one it is', async () => {
  const certificates = new HeldSource();
  const { port, health, client } = await runWebhook({ certificates });
  client.close();
  await expect(handshake(port)).rejects.toThrow();
  const before = await health('/readyz');
  expect(before.status).toBe(503);
  expect(await before.text()).toContain('certificate: not there yet');
  const pems = await makePems();
  certificates.give(pems);
  expect((await health('/readyz')).status).toBe(200);
  const trusting = new HttpsClient(port, pems.cert);
  onTestFinished(() => trusting.close());
  expect(await trusting.review(reviewOf())).toMatchObject({ allowed: true });
  // The oldest version has to be given again with every certificate.
  await expect(handshake(port, { maxVersion: 'TLSv1.2' })).rejects.toThrow(/alert protocol version/);
});
