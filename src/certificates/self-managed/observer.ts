import type { RotationCause } from '../../telemetry/metrics-catalogue.ts';
import type { TrustObserver } from '../trust/observer.ts';
import type { Authority } from './authority.ts';

/** Is told what happens to authorities, beside what happens to the registration, to log and count it. */
export interface SelfManagedObserver extends TrustObserver {
  /** Which authorities are in force, each time they are others than before. */
  authorities(authorities: readonly Authority[]): void;
  /**
   * This replica made authorities, and the Secret has them now.
   *
   * @param problems what was in the Secret and could not be used
   */
  rotated(cause: RotationCause, problems: readonly string[]): void;
}
