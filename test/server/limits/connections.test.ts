import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { handshake } from '../raw-connection.ts';
import { reviewOf } from '../reviews.ts';
import { runWebhook } from '../running-webhook.ts';

const settings = { maxConnections: 16 };

test('a new connection is never turned away while another one has nothing to lose', async () => {
  const webhook = await runWebhook({ settings });
  const { localPort } = await webhook.client.send({ body: reviewOf() });
  const sockets: TLSSocket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  for (let index = 0; index < 40; index += 1) {
    const socket = await handshake(webhook.port);
    sockets.push(socket.on('error', () => undefined));
  }
  await expect.poll(() => sockets.filter(({ closed }) => closed).length).toBe(25);
  // The youngest are left, and the one that brought a review. On the other side the last may still be in its handshake.
  expect(sockets.slice(0, 24).every(({ closed }) => closed)).toBe(true);
  expect(await webhook.client.send({ body: reviewOf() })).toMatchObject({ status: 200, localPort });
  expect(await webhook.metric('connections')).toBe(16);
  expect(await webhook.metric('closed_connections_total{connection="unknown"}')).toBe(25);
});

test('connections without a handshake go first', async () => {
  const webhook = await runWebhook({ settings });
  const known = await handshake(webhook.port);
  const silent: Socket[] = [];
  for (let index = 0; index < 15; index += 1) {
    const socket = connect(webhook.port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    silent.push(socket);
  }
  await expect.poll(() => webhook.metric('connections')).toBe(16);
  // As long as a handshake may take before it is taken for one that will not be finished.
  await sleep(1050);
  const next = await handshake(webhook.port);
  await expect.poll(() => webhook.metric('closed_connections_total{connection="handshake"}')).toBe(1);
  await expect.poll(() => silent.filter(({ readyState }) => readyState !== 'open').length).toBe(1);
  expect([known.closed, next.closed]).toEqual([false, false]);
  for (const socket of [known, next, ...silent]) {
    socket.destroy();
  }
  await expect.poll(() => webhook.metric('connections')).toBe(0);
});

test('failed handshakes are counted each time, by what was wrong, and logged once', async () => {
  const webhook = await runWebhook();
  for (let index = 0; index < 3; index += 1) {
    await expect(handshake(webhook.port, { maxVersion: 'TLSv1.2' })).rejects.toThrow();
    await expect(handshake(webhook.port, { rejectUnauthorized: true })).rejects.toThrow();
  }
  expect(await webhook.metric('failed_handshakes_total{problem="protocol"}')).toBe(3);
  expect(webhook.logLines.filter((line) => line.includes('TLS handshake failed')).length).toBeLessThanOrEqual(2);
});
