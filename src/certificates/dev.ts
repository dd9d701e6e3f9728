import { HoldingSource } from './holding-source.ts';
import { makeCertificate } from './make-certificate.ts';
import { readServingCertificate, type ServingCertificate } from './serving-certificate.ts';

const DAY_MILLIS = 86_400_000;

/**
 * A certificate made on the fly, for trying the webhook out on one machine. It is its own issuer: a client trusts it by
 * taking `current().cert` as its CA.
 */
export class DevCertificateSource extends HoldingSource {
  override async start(): Promise<void> {
    this.holder.replace(await makeLocalCertificate());
  }

  override close(): void {
    // Nothing goes on: the certificate outlives whoever tries the program out.
  }
}

async function makeLocalCertificate(): Promise<ServingCertificate> {
  const { cert, key } = await makeCertificate('localhost', {
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
  return readServingCertificate(cert, key);
}
