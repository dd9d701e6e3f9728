import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type BundledCertificate, isValidAt, parseBundle } from './ca-bundle.ts';

/** What a server shows: its own certificate first, then those that lead to an issuer the client may know. */
export type Chain = readonly [X509Certificate, ...X509Certificate[]];

/** Takes a chain from PEM that was seen to hold one. */
export function readChain(pem: string): Chain {
  const [, ...intermediates] = parseBundle(pem).certificates.map(({ certificate }) => certificate);
  return [new X509Certificate(pem), ...intermediates];
}

/**
 * Whether a client that trusts this one certificate accepts the chain, as Go's crypto/x509 has it: anchors need not be
 * self-signed, have to be valid at the time like everything below them, and a server's own certificate may be one.
 */
export function leadsTo(anchor: BundledCertificate, [leaf, ...intermediates]: Chain, now: Date): boolean {
  if (!isValidAt(anchor, now)) {
    return false;
  }
  const open = new Set(intermediates.filter((certificate) => isValidAt({ certificate }, now)));
  const reaches = (subject: X509Certificate): boolean => {
    open.delete(subject);
    return (
      subject.fingerprint256 === anchor.fingerprint ||
      isIssuedBy(subject, anchor.certificate) ||
      [...open].some((issuer) => open.has(issuer) && isIssuedBy(subject, issuer) && reaches(issuer))
    );
  };
  return reaches(leaf);
}

const isIssuedBy = (subject: X509Certificate, issuer: X509Certificate): boolean =>
  subject.checkIssued(issuer) && subject.verify(issuer.publicKey);

/**
 * Whether the certificate is valid for a server of this name. The common name does not count, and a wildcard only as a
 * whole label: Go knows neither.
 */
export const isFor = ([leaf]: Chain, host: string): boolean =>
  (isIP(host) === 0 ? leaf.checkHost(host, { subject: 'never', partialWildcards: false }) : leaf.checkIP(host)) !==
  undefined;

/** `serverAuth`, and "any". Without the extension there is no limit. */
const SERVER_USAGES: readonly string[] = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];

export const isForServers = ([leaf]: Chain): boolean =>
  leaf.keyUsage === undefined || leaf.keyUsage.some((usage) => SERVER_USAGES.includes(usage));
