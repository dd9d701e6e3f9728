import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { DevCertificateSource } from '../../src/certificates/dev.ts';
import { RecordingObserver } from './recording-observer.ts';

async function startSource(): Promise<DevCertificateSource> {
  const source = new DevCertificateSource(new RecordingObserver());
  await source.start();
  return source;
}

test('a certificate made for trying out is valid for this machine only', async () => {
  const source = await startSource();
  const certificate = new X509Certificate(source.current()?.cert ?? '');
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkIP('::1')).toBe('::1');
  expect(certificate.checkHost('example.org')).toBeUndefined();
  expect(source.problem()).toBeUndefined();
  source.close();
});

test('two certificates made for trying out are not the same', async () => {
  const [one, other] = await Promise.all([startSource(), startSource()]);
  expect(one.current()?.serial).not.toBe(other.current()?.serial);
});
