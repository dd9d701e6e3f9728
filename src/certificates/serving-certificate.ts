import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';

/** A certificate chain and its key that were seen to fit. */
export interface ServingCertificate {
  /** PEM: the serving certificate first, then its issuers. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  readonly validFrom: Date;
  /** When it was made, as far as its issuer tells: some begin earlier, for the sake of clocks that are slow. */
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** Hexadecimal, as `openssl x509 -serial` prints it: tells one issue of a certificate from the next. */
  readonly serial: string;
}

/** A pair cannot be served with. The message never holds any part of the key. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/**
 * Checks a pair as thoroughly as can be done before a client connects. A certificate whose time has not come is a good
 * one, and `problemAt` says so: unlike all that is refused here, waiting cures it.
 *
 * @throws CertificateError which says what is wrong and what would be right
 */
export function readServingCertificate(cert: string, key: string, now: Date = new Date()): ServingCertificate {
  const certificate = parse('the certificate', 'tls.crt', () => new X509Certificate(cert));
  const privateKey = parse('the key', 'tls.key', (): KeyObject => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new CertificateError(
      'the key does not belong to the certificate; write tls.crt and tls.key of one issue together',
    );
  }
  // The properties `validFromDate` and `validToDate` came with Node.js 22.10.
  const validFrom = new Date(certificate.validFrom);
  const expiresAt = new Date(certificate.validTo);
  const serving = { cert, key, validFrom, issuedAt: validFrom, expiresAt, serial: certificate.serialNumber };
  if (expiresAt.getTime() <= now.getTime()) {
    throw new CertificateError(`the certificate ${problemAt(serving, now)}`);
  }
  // Finds what the above does not look at: broken certificates further down the chain, and keys that are too weak.
  parse('the pair', 'tls.crt', () => createSecureContext({ cert, key }));
  return serving;
}

/** Why a client would not accept the certificate at this time; `undefined` if it would. */
export function problemAt({ validFrom, expiresAt }: ServingCertificate, now: Date): string | undefined {
  if (now.getTime() < validFrom.getTime()) {
    return `not valid before ${validFrom.toISOString()}, and it is ${now.toISOString()} here; wait, or set the clocks right`;
  }
  if (now.getTime() >= expiresAt.getTime()) {
    return `expired on ${expiresAt.toISOString()}; renew it`;
  }
  return undefined;
}

function parse<T>(what: string, file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // OpenSSL names its errors after its own functions; the reason alone is what a person can use.
    const reason = (error as { reason?: string }).reason ?? (error as Error).message;
    throw new CertificateError(`${what} cannot be read (${reason}); ${file} has to be PEM`);
  }
}
