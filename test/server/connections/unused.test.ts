import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ErrorHandling } from '../../../src/server/errors/handling.ts';
import { openLog } from '../../../src/telemetry/log.ts';
import { Metrics } from '../../../src/telemetry/metrics.ts';
import { RawConnection } from '../raw-connection.ts';
import { reviewOf } from '../reviews.ts';
import { runWebhook } from '../running-webhook.ts';

const REVIEW = JSON.stringify(reviewOf());
const REQUEST = `POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(REVIEW)}\r\n\r\n${REVIEW}`;

test('a connection that was opened in advance is kept beyond the time of a request, and its first request is answered', async () => {
  const { port, metric } = await runWebhook({ settings: { requestTimeoutSeconds: 1 } });
  const connection = await RawConnection.tls(port);
  await sleep(3500);
  expect(await Promise.race([connection.received, 'still open'])).toBe('still open');
  expect(await metric('bad_requests_total{code="408"}')).toBe(0);
  expect(await connection.write(REQUEST).end().received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test('it is closed without a word when it has been idle for as long as connections are kept', async () => {
  const telemetry = {
    log: openLog('silent', { destination: { write: () => undefined } }),
    metrics: new Metrics('1.2.3'),
  };
  const errors = new ErrorHandling(telemetry, {}, 1000);
  const server = createServer({ requestTimeout: 500, headersTimeout: 500, connectionsCheckingInterval: 100 })
    .on('clientError', errors.onClientError)
    .listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const connection = RawConnection.tcp((server.address() as AddressInfo).port);
  expect(await connection.received).toBe('');
});

test('from its first byte on the time of a request counts', async () => {
  const { port } = await runWebhook({ settings: { requestTimeoutSeconds: 1 } });
  const connection = await RawConnection.tls(port);
  await sleep(2500);
  connection.write(REQUEST.slice(0, 10));
  expect(await connection.received).toMatch(/^HTTP\/1\.1 408 /);
});
