import { describe, expect, test } from 'vitest';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { BAD_REQUEST_CODES } from '../../src/telemetry/metrics-catalogue.ts';
import { RawConnection } from '../server/raw-connection.ts';
import { halfGpuPod, reviewOf } from '../server/reviews.ts';
import { readSeries, runWebhook } from '../server/running-webhook.ts';

test('decisions are counted by outcome and reason', async () => {
  const { client, metric } = await runWebhook();
  for (const request of [{}, {}, { operation: 'UPDATE' }, { object: halfGpuPod({ fraction: 'lots' }) }]) {
    await client.review(reviewOf(request));
  }
  expect(await metric('decisions_total{outcome="mutated",reason="asked",mode="enforce"}')).toBe(2);
  expect(await metric('decisions_total{outcome="skipped",reason="not-a-pod-creation",mode="enforce"}')).toBe(1);
  expect(await metric('decisions_total{outcome="denied",reason="invalid-fraction",mode="enforce"}')).toBe(1);
});

test('every decision is in the histogram of durations, from 0.5 ms to 1 s', async () => {
  const { client, metric, health } = await runWebhook();
  for (let request = 0; request < 3; request += 1) {
    await client.review(reviewOf());
  }
  expect(await metric('request_duration_seconds_count')).toBe(3);
  expect(await metric('request_duration_seconds_bucket{le="+Inf"}')).toBe(3);
  expect(await metric('request_duration_seconds_sum')).toBeGreaterThan(0);
  const exposition = await (await health('/metrics')).text();
  const bounds = [...exposition.matchAll(/request_duration_seconds_bucket\{le="([\d.]+)"\}/g)].map(([, bound]) =>
    Number(bound),
  );
  expect(bounds.at(0)).toBe(0.0005);
  expect(bounds.at(-1)).toBe(1);
});

test('warnings are counted by reason', async () => {
  const { client, metric } = await runWebhook();
  await client.review(reviewOf({ object: halfGpuPod({ fraction: '0.333' }) }));
  expect(await metric('warnings_total{reason="rounded-down"}')).toBe(1);
});

test('a request is in flight from its headers until its answer', async () => {
  const { port, metric } = await runWebhook();
  const body = JSON.stringify(reviewOf());
  const connection = await RawConnection.tls(port);
  connection.write(
    `POST /mutate HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  await expect.poll(() => metric('in_flight_requests')).toBe(1);
  await connection.write(body).received;
  expect(await metric('in_flight_requests')).toBe(0);
});

describe('told about it, the metrics show', () => {
  const read = async (tell: (metrics: Metrics) => void, series: string): Promise<number | undefined> => {
    const metrics = new Metrics('1.2.3');
    tell(metrics);
    return readSeries(await metrics.exposition(), series);
  };

  test.each([
    { series: 'certificate_issued_timestamp_seconds', at: '2029-12-31T00:00:00Z' },
    { series: 'certificate_expiry_timestamp_seconds', at: '2030-01-01T00:00:00Z' },
  ])('how long the certificate is valid: $series', async ({ series, at }) => {
    const tell = (metrics: Metrics) =>
      metrics.certificateServed(new Date('2029-12-31T00:00:00Z'), new Date('2030-01-01T00:00:00Z'));
    expect(await read(tell, `gpu_fraction_webhook_${series}`)).toBe(Date.parse(at) / 1000);
  });

  test.each(['loaded', 'rejected'] as const)('certificates that were %s', async (result) => {
    const series = `gpu_fraction_webhook_certificate_reloads_total{result="${result}"}`;
    expect(await read((metrics) => metrics.certificateReload(result), series)).toBe(1);
  });

  test.each(BAD_REQUEST_CODES)('bad requests that were answered %d', async (code) => {
    const series = `gpu_fraction_webhook_bad_requests_total{code="${code}"}`;
    expect(await read((metrics) => metrics.badRequest(code), series)).toBe(1);
  });
});

test.each([
  'gpu_fraction_webhook_decisions_total{outcome="error",reason="internal-error",mode="enforce"}',
  'gpu_fraction_webhook_decisions_total{outcome="error",reason="deadline-exceeded",mode="enforce"}',
  'gpu_fraction_webhook_decisions_total{outcome="error",reason="unreadable-pod",mode="enforce"}',
  'gpu_fraction_webhook_decisions_total{outcome="denied",reason="foreign-project",mode="enforce"}',
  'gpu_fraction_webhook_decisions_total{outcome="denied",reason="unknown-container",mode="audit"}',
  'gpu_fraction_webhook_bad_requests_total{code="413"}',
  'gpu_fraction_webhook_certificate_reloads_total{result="rejected"}',
])('%s is there from the start, so that the first one is seen as an increase', async (series) => {
  expect(readSeries(await new Metrics('1.2.3').exposition(), series)).toBe(0);
});

test('the version is shown', async () => {
  const { metric } = await runWebhook();
  expect(await metric('build_info{version="1.2.3"}')).toBe(1);
});

test.each([
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
  'nodejs_heap_size_used_bytes',
  'nodejs_eventloop_lag_p50_seconds',
  'nodejs_eventloop_lag_p99_seconds',
  'nodejs_eventloop_lag_max_seconds',
])('of the process, %s is shown', async (series) => {
  const { health } = await runWebhook();
  const response = await health('/metrics');
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const exposition = await response.text();
  expect(readSeries(exposition, series)).toBeGreaterThanOrEqual(0);
});

test('no label tells namespaces or pods apart', async () => {
  const { client, health } = await runWebhook();
  await client.review(reviewOf({ uid: 'a-telling-uid' }));
  await client.review(reviewOf({ namespace: 'a-telling-namespace' }));
  const exposition = await (await health('/metrics')).text();
  expect(exposition).not.toMatch(/a-telling|team-a|train-/);
});
