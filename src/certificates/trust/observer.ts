import type { BundleChange, CertificateStep } from '../../telemetry/metrics-catalogue.ts';
import type { CertificateObserver } from '../source.ts';

/** Is told what happens to the registration, to log and count it. */
export interface TrustObserver extends CertificateObserver {
  /** This replica wrote the `caBundle` of these webhooks. */
  bundleWritten(change: BundleChange, webhooks: readonly string[]): void;
  failed(step: CertificateStep, problem: string): void;
  /** What failed before went well. */
  recovered(step: CertificateStep): void;
}
