import { X509Certificate } from 'node:crypto';
import type { BundleChange } from '../../telemetry/metrics-catalogue.ts';
import type { Issuer } from './issuer.ts';

/** One certificate of a `caBundle`. */
export interface BundledCertificate {
  readonly pem: string;
  readonly fingerprint: string;
  readonly certificate: X509Certificate;
}

export interface ParsedBundle {
  /** Each once, in order. */
  readonly certificates: readonly BundledCertificate[];
  /** Whether there was something that only looks like a certificate. */
  readonly isBroken: boolean;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

export function parseBundle(text: string): ParsedBundle {
  const certificates = new Map<string, BundledCertificate>();
  let isBroken = false;
  for (const [block] of text.matchAll(CERTIFICATE)) {
    try {
      const certificate = new X509Certificate(block);
      const fingerprint = certificate.fingerprint256;
      certificates.set(fingerprint, { pem: certificate.toString(), fingerprint, certificate });
    } catch {
      isBroken = true;
    }
  }
  return { certificates: [...certificates.values()], isBroken };
}

export interface PlannedBundle {
  /** PEM. */
  readonly caBundle: string;
  readonly change: BundleChange;
}

/**
 * What a `caBundle` should be, if it is something else now: our issuers, and whatever else is there as long as
 * somebody may serve with it.
 *
 * @param mayStay whether a certificate that is none of ours is left where it is
 */
export function planBundle(
  bundle: ParsedBundle,
  issuers: readonly Issuer[],
  mayStay: (foreign: BundledCertificate) => boolean,
): PlannedBundle | undefined {
  const present = new Set(bundle.certificates.map(({ fingerprint }) => fingerprint));
  const ours = new Set(issuers.map(({ fingerprint }) => fingerprint));
  const foreign = bundle.certificates.filter(({ fingerprint }) => !ours.has(fingerprint));
  const staying = foreign.filter(mayStay);
  const missing = issuers.filter(({ fingerprint }) => !present.has(fingerprint));
  if (missing.length === 0 && staying.length === foreign.length && !bundle.isBroken) {
    return undefined;
  }
  const caBundle = [...issuers.map(({ cert }) => cert), ...staying.map(({ pem }) => pem)].join('');
  return { caBundle, change: changeOf(missing) };
}

function changeOf(missing: readonly Issuer[]): BundleChange {
  if (missing.length === 0) {
    return 'pruned';
  }
  return missing.some(({ registeredAt }) => registeredAt !== undefined) ? 'repaired' : 'extended';
}

export const isValidAt = ({ certificate }: Pick<BundledCertificate, 'certificate'>, now: Date): boolean =>
  new Date(certificate.validFrom) <= now && now < new Date(certificate.validTo);
