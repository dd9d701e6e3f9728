import { expect, it, onTestFinished } from 'vitest';
import { FileCertificateSource } from '../../src/certificates/files/file-source.ts';
import { TrustedFileSource } from '../../src/certificates/files/trusted-source.ts';
import { SelfManagedSource } from '../../src/certificates/self-managed/source.ts';
import { certificateSource, observeSelfManaged } from '../../src/commands/certificates.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { openLog } from '../../src/telemetry/log.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { makePems } from '../certificates/pems.ts';
import { SecretMount } from '../certificates/secret-mount.ts';
import { readSeries } from '../server/running-webhook.ts';

const certificateCluster = { server: new URL('http://127.0.0.1:1'), credentials: async () => ({}) };

function telemetry() {
  const lines: string[] = [];
  const metrics = new Metrics('1.2.3');
  const log = openLog('info', { destination: { write: (line: string) => void lines.push(line) } });
  const metric = async (series: string) => readSeries(await metrics.exposition(), `gpu_fraction_webhook_${series}`);
  return { log, metrics, lines, metric };
}

it('cannot sign for a Service in a namespace that it does not know, and says what to set', async () => {
  const settings = loadSettings(undefined, { certificates: 'self' });
  await expect(certificateSource({ settings, dev: false, certificateCluster }, telemetry())).rejects.toThrow(
    'setting releaseNamespace is missing: with certificates: self it says where the Service is; set it, or the environment variable POD_NAMESPACE',
  );
});

it('starts without an API server, and waits for it', async () => {
  const settings = loadSettings(undefined, { certificates: 'self', releaseNamespace: 'webhook' });
  const source = await certificateSource({ settings, dev: false, certificateCluster }, telemetry());
  expect(source).toBeInstanceOf(SelfManagedSource);
  await source.start();
  expect(source.problem()).toMatch(/^not there yet; secret: GET .*ECONNREFUSED/);
  source.close();
});

it('counts each failure, and logs one that goes on once', async () => {
  const { lines, metric, ...rest } = telemetry();
  const observer = observeSelfManaged(rest);
  for (const problem of ['no route', 'no route', 'forbidden']) {
    observer.failed('secret', problem);
  }
  observer.failed('registration', 'no route');
  observer.recovered('secret');
  observer.failed('secret', 'forbidden');
  expect(
    lines.map((line) => JSON.parse(line)).map(({ msg, step, problem }) => [msg.split(';')[0], step, problem]),
  ).toEqual([
    ['certificates cannot be kept up to date', 'secret', 'no route'],
    ['certificates cannot be kept up to date', 'secret', 'forbidden'],
    ['certificates cannot be kept up to date', 'registration', 'no route'],
    ['certificates can be kept up to date again', 'secret', undefined],
    ['certificates cannot be kept up to date', 'secret', 'forbidden'],
  ]);
  expect(await metric('certificate_failures_total{step="secret"}')).toBe(4);
  expect(await metric('certificate_failures_total{step="signing"}')).toBe(0);
});

it('tells of authorities by fingerprint and end, and never by key', async () => {
  const { lines, metric, ...rest } = telemetry();
  const observer = observeSelfManaged(rest);
  const [first, second] = [new Date('2030-01-01T00:00:00Z'), new Date('2030-07-01T00:00:00Z')];
  const authority = (expiresAt: Date) => ({
    ...{ cert: 'CERT', key: 'KEY', fingerprint: 'AB:CD', registeredAt: undefined },
    ...{ validFrom: expiresAt, expiresAt },
  });
  observer.authorities([authority(first), authority(second)]);
  observer.rotated('unusable', ['ca-1.crt and ca-1.key: certificate or key is no PEM']);
  observer.bundleWritten('repaired', ['by-label']);
  expect(await metric('ca_expiry_timestamp_seconds{authority="1"}')).toBe(first.getTime() / 1000);
  expect(await metric('ca_expiry_timestamp_seconds{authority="2"}')).toBe(second.getTime() / 1000);
  expect(await metric('ca_rotations_total{cause="unusable"}')).toBe(1);
  expect(await metric('ca_bundle_writes_total{change="repaired"}')).toBe(1);
  const text = lines.join('');
  expect(text).toContain('AB:CD');
  expect(text).toContain('ca-1.crt and ca-1.key: certificate or key is no PEM');
  expect(text).not.toMatch(/KEY|CERT/);
});

it('takes a mounted pair without asking anybody outside a cluster, and asks whether it is trusted inside one', async () => {
  const settings = loadSettings(undefined, {});
  expect(await certificateSource({ settings, dev: false }, telemetry())).toBeInstanceOf(FileCertificateSource);
  expect(await certificateSource({ settings, dev: false, certificateCluster }, telemetry())).toBeInstanceOf(
    TrustedFileSource,
  );
});

it.each([
  { caBundle: 'auto', says: 'what is known of caBundle cannot be kept up to date; trying again' },
  { caBundle: 'check', says: 'what is known of caBundle cannot be kept up to date; trying again' },
  { caBundle: 'write', says: 'caBundle cannot be kept up to date; trying again' },
])('with caBundle: $caBundle logs an API server out of reach as $says', async ({ caBundle, says }) => {
  const mount = new SecretMount(await makePems());
  onTestFinished(() => mount.remove());
  const { lines, ...rest } = telemetry();
  const settings = loadSettings(undefined, { tlsCertDir: mount.folder, registration: { caBundle } });
  const source = await certificateSource({ settings, dev: false, certificateCluster }, rest);
  await source.start();
  source.close();
  expect(lines.map((line) => JSON.parse(line).msg)).toContain(says);
  expect(source.problem() === undefined).toBe(caBundle !== 'write');
});
