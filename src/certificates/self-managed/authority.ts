import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { PROGRAM } from '../../decision/vocabulary.ts';
import { makeCertificate } from '../make-certificate.ts';
import { CertificateError, readServingCertificate, type ServingCertificate } from '../serving-certificate.ts';
import type { Issuer } from '../trust/issuer.ts';

/** A certificate authority: what it signs is trusted by whoever has its certificate. */
export interface Authority extends Issuer {
  /** PEM. */
  readonly key: string;
  readonly validFrom: Date;
  readonly expiresAt: Date;
}

/** A certificate's time begins this much before it is made, since the clock of the API server may be behind. */
const BACKDATED_MILLIS = 3_600_000;

/** Makes an authority that nobody trusts yet. */
export async function createAuthority(expiresAt: Date, now: Date): Promise<Authority> {
  // A name of its own: of several issuers of one name, OpenSSL tries only the first.
  const name = `${PROGRAM} authority ${randomBytes(8).toString('hex')}`;
  const { cert, key } = await makeCertificate(name, {
    notBeforeDate: backdated(now),
    notAfterDate: expiresAt,
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  return readAuthority(cert, key, undefined);
}

/**
 * Takes an authority from what is stored, which anybody may have edited.
 *
 * @throws CertificateError where it cannot sign what an API server would accept
 */
export function readAuthority(cert: string, key: string, registeredAt: Date | undefined): Authority {
  const { certificate, fits, keyType } = parse(cert, key);
  if (!fits) {
    throw new CertificateError('the key does not belong to the certificate');
  }
  if (!certificate.ca || !certificate.verify(certificate.publicKey)) {
    throw new CertificateError('the certificate is not that of a self-signed authority');
  }
  if (keyType !== 'ec') {
    throw new CertificateError(`the key is of type ${keyType}, not ec`);
  }
  return {
    cert: certificate.toString(),
    key,
    fingerprint: certificate.fingerprint256,
    validFrom: new Date(certificate.validFrom),
    expiresAt: new Date(certificate.validTo),
    registeredAt,
  };
}

/** Signs a certificate for a server of these DNS names. It does not outlive its authority. */
export async function issueLeaf(
  authority: Authority,
  names: readonly string[],
  lifeMillis: number,
  now: Date,
): Promise<ServingCertificate> {
  const expiresAt = new Date(Math.min(now.getTime() + lifeMillis, authority.expiresAt.getTime()));
  // The name is for people only, and may not have more than 64 characters; clients look at the alternative names.
  const { cert, key } = await makeCertificate(PROGRAM, {
    ca: authority,
    notBeforeDate: backdated(now),
    notAfterDate: expiresAt,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  });
  return { ...readServingCertificate(cert, key, now), issuedAt: now };
}

const backdated = (now: Date): Date => new Date(now.getTime() - BACKDATED_MILLIS);

function parse(cert: string, key: string) {
  try {
    const certificate = new X509Certificate(cert);
    const privateKey = createPrivateKey(key);
    return { certificate, fits: certificate.checkPrivateKey(privateKey), keyType: privateKey.asymmetricKeyType };
  } catch {
    // OpenSSL's message may quote what it was given.
    throw new CertificateError('certificate or key is no PEM');
  }
}
