import { problemAt, type ServingCertificate } from './serving-certificate.ts';
import type { CertificateListener, CertificateObserver } from './source.ts';

/** Keeps the pair in use and tells of a new one; what every source has in common. */
export class CertificateHolder {
  readonly #observer: CertificateObserver;
  readonly #now: () => Date;
  readonly #listeners = new Set<CertificateListener>();
  #current: ServingCertificate | undefined;

  constructor(observer: CertificateObserver, now: () => Date = () => new Date()) {
    this.#observer = observer;
    this.#now = now;
  }

  current(): ServingCertificate | undefined {
    return this.#current;
  }

  /** Takes a pair into use. This runs in timers, where an exception of a listener would end the process. */
  replace(certificate: ServingCertificate): void {
    this.#current = certificate;
    for (const listener of this.#listeners) {
      try {
        listener(certificate);
      } catch (error) {
        this.#observer.listenerFailed(error);
      }
    }
    this.#observer.loaded(certificate);
  }

  onChange(listener: CertificateListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asked afresh each time: a certificate expires, and becomes valid, without anything else happening. */
  problem(): string | undefined {
    return this.#current === undefined ? 'not there yet' : problemAt(this.#current, this.#now());
  }
}
