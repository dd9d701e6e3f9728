import type { ServingCertificate } from './serving-certificate.ts';

/** Keeps the current pair and tells listeners about a new one; what every source has in common. */
export class CertificateHolder {
  #current: ServingCertificate | undefined;
  readonly #listeners = new Set<(certificate: ServingCertificate) => void>();

  current(): ServingCertificate | undefined {
    return this.#current;
  }

  replace(certificate: ServingCertificate): void {
    this.#current = certificate;
    for (const listener of this.#listeners) {
      listener(certificate);
    }
  }

  onChange(listener: (certificate: ServingCertificate) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  healthy(): boolean {
    return this.#current !== undefined && this.#current.expiresAt.getTime() > Date.now();
  }
}
