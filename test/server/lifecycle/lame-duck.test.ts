import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makePems } from '../../certificates/pems.ts';
import { SecretMount } from '../../certificates/secret-mount.ts';
import { HttpsClient } from '../https-client.ts';
import { Load } from '../load.ts';
import { RawConnection } from '../raw-connection.ts';
import { reviewOf } from '../reviews.ts';
import { readSeries, runWebhook } from '../running-webhook.ts';
import { type ServingProcess, startProcess } from '../serving-process.ts';

const pems = await makePems();

async function startInProcess(
  settings: Record<string, unknown> = {},
): Promise<{ served: ServingProcess; client: HttpsClient }> {
  const secret = new SecretMount(pems);
  onTestFinished(() => secret.remove());
  const served = await startProcess({ settings: { tlsCertDir: secret.folder, ...settings } });
  const client = new HttpsClient(served.httpsPort, pems.cert);
  onTestFinished(() => client.close());
  return { served, client };
}

const readiness = async ({ healthPort }: ServingProcess): Promise<number> =>
  (await fetch(`http://127.0.0.1:${healthPort}/readyz`)).status;

describe('a process that serves', () => {
  test('ends on SIGTERM under load without a failed request', { timeout: 120_000 }, async () => {
    const { served, client } = await startInProcess({ lameDuckSeconds: 5 });
    const load = new Load(client);
    await load.until(({ answered }) => answered >= 250);
    expect(load.farewells).toBe(0);
    served.process.kill('SIGTERM');
    await load.until(({ farewells }) => farewells > 0);
    expect(await readiness(served)).toBe(503);
    // The cluster notices late, and goes on over connections of both kinds, old and new.
    await load.until(({ farewells }) => farewells >= 150);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(await served.exit).toEqual([0, null]);
  });

  test('says once that it serves and once that it ended, and nothing is lost in between', async () => {
    const { served, client } = await startInProcess({ lameDuckSeconds: 0 });
    await client.review(reviewOf({ uid: 'last-words' }));
    served.process.kill('SIGTERM');
    await served.exit;
    const lines = served.output.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ msg }) => msg)).toEqual(['certificate loaded', 'serving', 'pod mutated', 'ending', 'ended']);
    expect(lines[1]).toMatchObject({ level: 'info', version: '1.2.3', scheduler: 'runai-scheduler' });
    expect(lines[2]).toMatchObject({ uid: 'last-words' });
  });

  test('ends at once on a second signal', async () => {
    const { served } = await startInProcess({ lameDuckSeconds: 3600 });
    served.process.kill('SIGTERM');
    while ((await readiness(served)) !== 503) {
      await sleep(10);
    }
    served.process.kill('SIGTERM');
    expect(await served.exit).toEqual([1, null]);
  });

  test('ends on SIGINT without waiting for a cluster', async () => {
    const { served } = await startInProcess({ lameDuckSeconds: 3600 });
    served.process.kill('SIGINT');
    expect(await served.exit).toEqual([0, null]);
  });

  test('does not start without a certificate', async () => {
    await expect(startProcess({ settings: { tlsCertDir: '/nonexistent' } })).rejects.toThrow(
      /ended with code 1 .*CertificateError: certificate folder \/nonexistent/s,
    );
  });

  test('waits, not ready, for a certificate whose time has not come, and says so', async () => {
    const secret = new SecretMount(await makePems({ beginsInDays: 10, expiresInDays: 20 }));
    onTestFinished(() => secret.remove());
    const served = await startProcess({ settings: { tlsCertDir: secret.folder } });
    expect(await readiness(served)).toBe(503);
    served.process.kill('SIGINT');
    expect(await served.exit).toEqual([0, null]);
    expect(served.output.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'warn', problem: expect.stringMatching(/^not valid before /) }),
    );
  });

  test('makes a certificate for trying out, and tells how to use it', async () => {
    const served = await startProcess({ settings: {}, dev: true });
    const introduction = served.output.join('\n');
    const file = /--cacert (\S+)/.exec(introduction)?.[1] ?? '';
    expect(introduction).toContain(`https://localhost:${served.httpsPort}/mutate`);
    const client = new HttpsClient(served.httpsPort, readFileSync(file, 'utf8'));
    expect(await client.review(reviewOf())).toMatchObject({ allowed: true });
    const metrics = await (await fetch(`http://127.0.0.1:${served.healthPort}/metrics`)).text();
    const expiry = readSeries(metrics, 'gpu_fraction_webhook_certificate_expiry_timestamp_seconds') ?? 0;
    expect(expiry).toBeGreaterThan(Date.now() / 1000);
    client.close();
    served.process.kill('SIGINT');
    await served.exit;
    expect(existsSync(file)).toBe(false);
  });
});

test('while it takes leave it is alive, not ready, and lets new connections in', async () => {
  const { server, client, health, port } = await runWebhook({ settings: { lameDuckSeconds: 3600 } });
  const idle = await client.send({ body: reviewOf() });
  void server.drain();
  expect((await health('/livez')).status).toBe(200);
  expect(await (await health('/readyz')).text()).toBe('not ready\nshutdown: in progress\n');
  // An idle connection is not closed under a client's hands.
  const farewell = await client.send({ body: reviewOf() });
  expect(farewell.localPort).toBe(idle.localPort);
  expect(farewell.headers.connection).toBe('close');
  for (const path of ['/elsewhere', '/%zz']) {
    const afresh = await RawConnection.tls(port);
    expect(await afresh.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).received).toMatch(
      /40[04].*connection: close/is,
    );
  }
});

test('a request that has begun is answered after the listener is closed', async () => {
  const { server, port } = await runWebhook();
  const body = JSON.stringify(reviewOf({ uid: 'begun' }));
  const connection = await RawConnection.tls(port);
  connection.write(
    `POST /mutate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  await sleep(50);
  const drained = server.drain(0);
  await expect
    .poll(() =>
      RawConnection.tls(port).then(
        () => 'open',
        () => 'closed',
      ),
    )
    .toBe('closed');
  const answer = await connection.write(body).received;
  expect(answer).toContain('"uid":"begun"');
  expect(answer).toMatch(/connection: close/i);
  await drained;
});

test('a connection on which nothing was said does not hold up the end', async () => {
  const { server, port } = await runWebhook();
  const silent = RawConnection.tcp(port);
  await sleep(50);
  await server.drain(0);
  expect(await silent.received).toBe('');
});
