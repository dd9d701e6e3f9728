import type { BundleChange, CertificateStep, RotationCause } from '../../telemetry/metrics-catalogue.ts';
import type { CertificateObserver } from '../source.ts';
import type { Authority } from './authority.ts';

/** Is told what happens to authorities and to the registration, to log and count it. */
export interface SelfManagedObserver extends CertificateObserver {
  /** Which authorities are in force, each time they are others than before. */
  authorities(authorities: readonly Authority[]): void;
  /**
   * This replica made authorities, and the Secret has them now.
   *
   * @param problems what was in the Secret and could not be used
   */
  rotated(cause: RotationCause, problems: readonly string[]): void;
  /** This replica wrote the `caBundle` of these webhooks. */
  bundleWritten(change: BundleChange, webhooks: readonly string[]): void;
  failed(step: CertificateStep, problem: string): void;
  /** What failed before went well. */
  recovered(step: CertificateStep): void;
}
