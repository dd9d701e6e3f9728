import { CertificateHolder } from './holder.ts';
import { readServingCertificate } from './serving-certificate.ts';
import type { CertificateObserver, CertificateSource } from './source.ts';

const DAY_MILLIS = 86_400_000;

/**
 * A certificate made on the fly, for trying the webhook out on one machine. It is its own issuer: a client trusts it by
 * taking `current().cert` as its CA.
 */
export async function makeDevCertificate(observer?: CertificateObserver): Promise<CertificateSource> {
  // Loaded here, since a production start needs none of it.
  const { generate } = await import('selfsigned');
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - DAY_MILLIS),
    notAfterDate: new Date(Date.now() + 30 * DAY_MILLIS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  const holder = new CertificateHolder();
  const certificate = readServingCertificate(pems.cert, pems.private);
  holder.replace(certificate);
  observer?.loaded(certificate);
  return {
    current: () => holder.current(),
    onChange: (listener) => holder.onChange(listener),
    healthy: () => holder.healthy(),
    close: () => undefined,
  };
}
