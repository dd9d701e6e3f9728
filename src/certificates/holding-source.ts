import { CertificateHolder } from './holder.ts';
import type { ServingCertificate } from './serving-certificate.ts';
import type { CertificateListener, CertificateObserver, CertificateSource } from './source.ts';

/** A source that serves with what it has put into its holder; where that comes from is the source's own. */
export abstract class HoldingSource implements CertificateSource {
  protected readonly holder: CertificateHolder;

  constructor(observer: CertificateObserver, now?: () => Date) {
    this.holder = new CertificateHolder(observer, now);
  }

  abstract start(): Promise<void>;

  abstract close(): void;

  current(): ServingCertificate | undefined {
    return this.holder.current();
  }

  onChange(listener: CertificateListener): () => void {
    return this.holder.onChange(listener);
  }

  problem(): string | undefined {
    return this.holder.problem();
  }
}
