import type { ServingCertificate } from './serving-certificate.ts';

/**
 * Where the serving certificate comes from. The server knows no more of it than this, so a mounted Secret, a
 * certificate for trying out and a source that runs its own authority are the same to it.
 */
export interface CertificateSource {
  /**
   * Begins to look for pairs and to follow their changes. Resolves when there is one to serve with, or when one is sure
   * to come without anybody's help: what comes later is told by `onChange`.
   *
   * @throws CertificateError where nothing will come unless a person does something
   */
  start(): Promise<void>;
  /** The pair to serve with; `undefined` as long as there is none. */
  current(): ServingCertificate | undefined;
  /**
   * Calls the listener after every change of the current pair. A listener that throws keeps nobody else from being told.
   *
   * @returns a function that ends this
   */
  onChange(listener: CertificateListener): () => void;
  /** Why a client that trusts the issuer would not accept the current pair now; `undefined` if it would. */
  problem(): string | undefined;
  /** Ends watching and timers. */
  close(): void;
}

export type CertificateListener = (certificate: ServingCertificate) => void;

/** Is told what happens to certificates, to log and count it. */
export interface CertificateObserver {
  loaded(certificate: ServingCertificate): void;
  /** A new pair cannot be used, or not yet, and the one in use stays. */
  rejected(problem: string): void;
  /** A listener threw when it was told of a new pair. */
  listenerFailed(error: unknown): void;
}
