import type { CertificateStep } from '../../telemetry/metrics-catalogue.ts';
import type { TrustObserver } from './observer.ts';

/** What is done again and again and may fail each time, and what failed the last time. */
export class Steps {
  readonly #observer: TrustObserver;
  readonly #failures = new Map<CertificateStep, Error>();

  constructor(observer: TrustObserver) {
    this.#observer = observer;
  }

  /** Never fails; a failure is told, and remembered until the step goes well. */
  async try(step: CertificateStep, act: () => unknown): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#failures.set(step, error as Error);
      this.#observer.failed(step, (error as Error).message);
      return;
    }
    if (this.#failures.delete(step)) {
      this.#observer.recovered(step);
    }
  }

  failure(step: CertificateStep): Error | undefined {
    return this.#failures.get(step);
  }

  /** A problem, with whatever stands in the way of its cure. */
  explain(problem: string | undefined): string | undefined {
    const troubles = [...this.#failures].map(([step, { message }]) => `${step}: ${message}`);
    return problem === undefined ? undefined : [problem, ...troubles].join('; ');
  }
}
