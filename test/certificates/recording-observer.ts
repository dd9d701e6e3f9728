import type { CertificateObserver } from '../../src/certificates/source.ts';

/** Writes down what it is told, and lets a test wait for the next event. */
export class RecordingObserver implements CertificateObserver {
  readonly loadedSerials: string[] = [];
  readonly problems: string[] = [];
  readonly listenerFaults: unknown[] = [];
  #wake: (() => void)[] = [];

  loaded({ serial }: { serial: string }): void {
    this.loadedSerials.push(serial);
    this.#wakeAll();
  }

  rejected(problem: string): void {
    this.problems.push(problem);
    this.#wakeAll();
  }

  listenerFailed(error: unknown): void {
    this.listenerFaults.push(error);
    this.#wakeAll();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) {
      wake();
    }
  }
}
