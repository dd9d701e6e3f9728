import { Counter, Gauge, type Registry } from 'prom-client';
import {
  AUTHORITY_SLOTS,
  BUNDLE_CHANGES,
  type BundleChange,
  CATALOGUE,
  CERTIFICATE_STEPS,
  type CertificateStep,
  ROTATION_CAUSES,
  type RotationCause,
} from './metrics-catalogue.ts';

/** Metrics of what the API server has to trust: the authorities, their registration, and what goes wrong with them. */
export class AuthorityMetrics {
  readonly #expiry: Gauge<'authority'>;
  readonly #rotations: Counter<'cause'>;
  readonly #bundleWrites: Counter<'change'>;
  readonly #failures: Counter<'step'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#expiry = new Gauge({ ...CATALOGUE.authorityExpiry, registers });
    this.#rotations = new Counter({ ...CATALOGUE.authorityRotations, registers });
    this.#bundleWrites = new Counter({ ...CATALOGUE.bundleWrites, registers });
    this.#failures = new Counter({ ...CATALOGUE.certificateFailures, registers });
    for (const cause of ROTATION_CAUSES) {
      this.#rotations.inc({ cause }, 0);
    }
    for (const change of BUNDLE_CHANGES) {
      this.#bundleWrites.inc({ change }, 0);
    }
    for (const step of CERTIFICATE_STEPS) {
      this.#failures.inc({ step }, 0);
    }
  }

  /** @param inOrder when the authorities expire, the first to do so first */
  expire(inOrder: readonly Date[]): void {
    for (const [index, authority] of AUTHORITY_SLOTS.entries()) {
      const at = inOrder[index];
      if (at !== undefined) {
        this.#expiry.set({ authority }, at.getTime() / 1000);
      }
    }
  }

  rotated(cause: RotationCause): void {
    this.#rotations.inc({ cause });
  }

  bundleWritten(change: BundleChange): void {
    this.#bundleWrites.inc({ change });
  }

  failed(step: CertificateStep): void {
    this.#failures.inc({ step });
  }
}
