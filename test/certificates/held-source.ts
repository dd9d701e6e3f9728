import { HoldingSource } from '../../src/certificates/holding-source.ts';
import { readServingCertificate } from '../../src/certificates/serving-certificate.ts';
import { RecordingObserver } from './recording-observer.ts';

/** A source that serves with what a test gives it, when the test gives it. */
export class HeldSource extends HoldingSource {
  readonly observer: RecordingObserver;

  constructor() {
    const observer = new RecordingObserver();
    super(observer);
    this.observer = observer;
  }

  /** @param readAt the time at which the pair was found good, if that was not now */
  give({ cert, key }: { readonly cert: string; readonly key: string }, readAt?: Date): void {
    this.holder.replace(readServingCertificate(cert, key, readAt));
  }

  override async start(): Promise<void> {
    // The test is the beginning.
  }

  override close(): void {
    // Nothing was begun.
  }
}
