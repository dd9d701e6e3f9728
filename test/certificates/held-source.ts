import { CertificateHolder } from '../../src/certificates/holder.ts';
import { readServingCertificate, type ServingCertificate } from '../../src/certificates/serving-certificate.ts';
import type { CertificateListener, CertificateSource } from '../../src/certificates/source.ts';
import { RecordingObserver } from './recording-observer.ts';

/** A source that serves with what a test gives it, when the test gives it. */
export class HeldSource implements CertificateSource {
  readonly observer = new RecordingObserver();
  readonly #holder = new CertificateHolder(this.observer);

  /** @param readAt the time at which the pair was found good, if that was not now */
  give({ cert, key }: { readonly cert: string; readonly key: string }, readAt?: Date): void {
    this.#holder.replace(readServingCertificate(cert, key, readAt));
  }

  async start(): Promise<void> {
    // The test is the beginning.
  }

  current(): ServingCertificate | undefined {
    return this.#holder.current();
  }

  onChange(listener: CertificateListener): () => void {
    return this.#holder.onChange(listener);
  }

  problem(): string | undefined {
    return this.#holder.problem();
  }

  close(): void {
    // Nothing was begun.
  }
}
