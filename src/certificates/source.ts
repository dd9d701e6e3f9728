import type { ServingCertificate } from './serving-certificate.ts';

/**
 * Where the serving certificate comes from. The listener asks for no more than this, so files and a source that signs
 * and rotates its own certificates are the same to it.
 */
export interface CertificateSource {
  /** The pair to serve with; `undefined` as long as there is none. */
  current(): ServingCertificate | undefined;
  /** Calls the listener after every change of the current pair. Returns a function that ends this. */
  onChange(listener: (certificate: ServingCertificate) => void): () => void;
  /** Whether a client that trusts the issuer would accept the current pair now. */
  healthy(): boolean;
  /** Ends watching and timers. */
  close(): void;
}

/** What is told about reloads, to whoever logs and counts them. */
export interface CertificateObserver {
  loaded(certificate: ServingCertificate): void;
  /** The new pair cannot be used, and the last good one stays. */
  rejected(problem: string): void;
}
