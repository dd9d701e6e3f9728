import { expect, test } from 'vitest';
import { CertificateHolder } from '../../src/certificates/holder.ts';
import { readServingCertificate } from '../../src/certificates/serving-certificate.ts';
import { makePems } from './pems.ts';

const DAY_MILLIS = 86_400_000;
const expired = await makePems({ expiresInDays: -1 });

test('a source without a certificate is not healthy', () => {
  const holder = new CertificateHolder();
  expect(holder.current()).toBeUndefined();
  expect(holder.healthy()).toBe(false);
});

test('a certificate that has expired since it was taken is not healthy', () => {
  const holder = new CertificateHolder();
  holder.replace(readServingCertificate(expired.cert, expired.key, new Date(Date.now() - 5 * DAY_MILLIS)));
  expect(holder.current()).toBeDefined();
  expect(holder.healthy()).toBe(false);
});
