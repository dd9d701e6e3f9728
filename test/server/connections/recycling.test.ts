import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { reviewOf } from '../reviews.ts';
import { type RunningWebhook, runWebhook } from '../running-webhook.ts';

/** Sends requests one after the other, and returns how many the first connection served. */
async function requestsOnFirstConnection({ client }: RunningWebhook, most: number): Promise<number> {
  const first = await client.send({ body: reviewOf() });
  let last = first;
  for (let served = 1; served <= most; served += 1) {
    if (last.headers.connection === 'close') {
      expect((await client.send({ body: reviewOf() })).localPort).not.toBe(first.localPort);
      return served;
    }
    last = await client.send({ body: reviewOf() });
    expect(last.localPort).toBe(first.localPort);
  }
  return Number.POSITIVE_INFINITY;
}

test('a connection is closed after about as many requests as it may serve, and the next request gets a new one', async () => {
  const webhook = await runWebhook({ settings: { maxRequestsPerConnection: 50 } });
  const served = await requestsOnFirstConnection(webhook, 100);
  expect(served).toBeGreaterThanOrEqual(45);
  expect(served).toBeLessThanOrEqual(55);
});

test('connections that were opened together are not closed together', async () => {
  const webhook = await runWebhook({ settings: { maxRequestsPerConnection: 200 } });
  const counts = new Set<number>();
  for (let connection = 0; connection < 8; connection += 1) {
    counts.add(await requestsOnFirstConnection(webhook, 400));
  }
  expect(counts.size).toBeGreaterThan(1);
});

test('a connection is closed by the first answer after its time', async () => {
  const { client } = await runWebhook({ settings: { maxConnectionSeconds: 1 } });
  const first = await client.send({ body: reviewOf() });
  await sleep(1200);
  const last = await client.send({ body: reviewOf() });
  expect([first.headers.connection, last.headers.connection]).toEqual(['keep-alive', 'close']);
  expect(last.localPort).toBe(first.localPort);
});

test('with both limits at 0 a connection is kept', async () => {
  const webhook = await runWebhook({ settings: { maxRequestsPerConnection: 0, maxConnectionSeconds: 0 } });
  expect(await requestsOnFirstConnection(webhook, 100)).toBe(Number.POSITIVE_INFINITY);
});

test('the last answer on a connection is complete, also where it is an error', async () => {
  const { client } = await runWebhook({ settings: { maxRequestsPerConnection: 1 } });
  const answer = await client.send({ body: '{' });
  expect(answer.headers.connection).toBe('close');
  expect(JSON.parse(answer.text)).toMatchObject({ error: 'malformed-json' });
});

test('an idle connection is kept longer than the API server keeps it', async () => {
  const { client } = await runWebhook();
  const { headers } = await client.send({ body: reviewOf() });
  const seconds = Number(/^timeout=(\d+)$/.exec(String(headers['keep-alive']))?.[1]);
  expect(seconds).toBeGreaterThan(90);
});
