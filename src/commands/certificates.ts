import { DevCertificateSource } from '../certificates/dev.ts';
import { ClientCaFile } from '../certificates/files/client-ca.ts';
import { FileCertificateSource } from '../certificates/files/file-source.ts';
import type { SelfManagedObserver } from '../certificates/self-managed/observer.ts';
import type { CertificateObserver, CertificateSource } from '../certificates/source.ts';
import type { TrustObserver } from '../certificates/trust/observer.ts';
import type { TrustTiming } from '../certificates/trust/timing.ts';
import type { ClusterAccess } from '../cluster/access.ts';
import { SettingsError } from '../settings/load.ts';
import type { ServerSettings, Settings } from '../settings/settings.ts';
import { failureTrace } from '../telemetry/failure-trace.ts';
import type { CertificateStep } from '../telemetry/metrics-catalogue.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** What decides where the serving certificate comes from. */
export interface CertificateChoice {
  readonly settings: Settings;
  /** Serve with a certificate made on the fly, for trying the program out on one machine. */
  readonly dev: boolean;
  /** The cluster whose API server calls; without one nothing is asked whether it trusts the certificate. */
  readonly certificateCluster?: ClusterAccess | undefined;
  /** The paces of looking after the registration of a mounted certificate, in place of everyday life's. */
  readonly trustTiming?: TrustTiming | undefined;
}

export async function certificateSource(choice: CertificateChoice, telemetry: Telemetry): Promise<CertificateSource> {
  const { settings, dev, certificateCluster, trustTiming } = choice;
  if (dev) {
    return new DevCertificateSource(observe(telemetry));
  }
  if (certificateCluster === undefined) {
    return new FileCertificateSource(settings.server.tlsCertDir, observe(telemetry));
  }
  return settings.server.certificates === 'self'
    ? selfManagedSource(settings.server, certificateCluster, telemetry)
    : trustedFileSource(settings.server, certificateCluster, telemetry, trustTiming);
}

/** @throws CertificateError where the setting names a file without an authority */
export function clientCaFile({ clientCaFile: file }: ServerSettings, { log }: Telemetry): ClientCaFile | undefined {
  return file === undefined
    ? undefined
    : new ClientCaFile(file, {
        taken: () => log.info('clientCaFile loaded'),
        rejected: (problem) => log.error({ problem }, 'clientCaFile rejected; the last good one stays'),
      });
}

async function trustedFileSource(
  { tlsCertDir, registration: { webhookConfiguration, caBundle } }: ServerSettings,
  access: ClusterAccess,
  telemetry: Telemetry,
  timing: TrustTiming | undefined,
): Promise<CertificateSource> {
  // Loaded here: a server without a cluster has no use for it.
  const { openTrustedFileSource } = await import('../certificates/files/open.ts');
  const duty = caBundle === 'write' ? 'write' : 'check';
  const settings = { folder: tlsCertDir, webhookConfiguration, duty, timing } as const;
  return openTrustedFileSource(
    settings,
    access,
    observeTrust(telemetry, duty === 'write' ? 'caBundle' : 'what is known of caBundle'),
  );
}

async function selfManagedSource(
  { releaseNamespace, registration, selfManaged }: ServerSettings,
  access: ClusterAccess,
  telemetry: Telemetry,
): Promise<CertificateSource> {
  if (releaseNamespace === undefined) {
    throw new SettingsError(
      'setting releaseNamespace is missing: with certificates: self it says where the Service is; set it, or the environment variable POD_NAMESPACE',
    );
  }
  // Loaded here: a server with files for its certificate has no use for what signs.
  const { openSelfManagedSource } = await import('../certificates/self-managed/open.ts');
  return openSelfManagedSource({ registration, selfManaged, releaseNamespace }, access, observeSelfManaged(telemetry));
}

function observe({ log, metrics }: Telemetry): CertificateObserver {
  return {
    loaded: ({ serial, issuedAt, expiresAt }) => {
      metrics.certificateReload('loaded');
      metrics.certificateServed(issuedAt, expiresAt);
      log.info({ serial, expires: expiresAt }, 'certificate loaded');
    },
    rejected: (problem) => {
      metrics.certificateReload('rejected');
      log.error({ problem }, 'certificate rejected; serving the last good one');
    },
    listenerFailed: (error) => {
      metrics.certificateReload('rejected');
      log.error({ failure: failureTrace(error) }, 'certificate not taken up; serving the last one');
    },
  };
}

export function observeSelfManaged(telemetry: Telemetry): SelfManagedObserver {
  const { log, metrics } = telemetry;
  return {
    ...observeTrust(telemetry, 'certificates'),
    authorities: (authorities) => {
      metrics.authorities.expire(authorities.map(({ expiresAt }) => expiresAt));
      const described = authorities.map(({ fingerprint, expiresAt }) => ({ fingerprint, expires: expiresAt }));
      log.info({ authorities: described }, 'certificate authorities in force');
    },
    rotated: (cause, problems) => {
      metrics.authorities.rotated(cause);
      log[cause === 'unusable' ? 'warn' : 'info']({ cause, problems }, 'certificate authority made');
    },
  };
}

/** What fails every few seconds for the same reason is counted each time, and logged once. */
export function observeTrust(telemetry: Telemetry, what: string): TrustObserver {
  const { log, metrics } = telemetry;
  const reported = new Map<CertificateStep, string>();
  return {
    ...observe(telemetry),
    bundleWritten: (change, webhooks) => {
      metrics.authorities.bundleWritten(change);
      log[change === 'repaired' ? 'warn' : 'info']({ change, webhooks }, 'caBundle written');
    },
    failed: (step, problem) => {
      metrics.authorities.failed(step);
      if (reported.get(step) !== problem) {
        reported.set(step, problem);
        log.error({ step, problem }, `${what} cannot be kept up to date; trying again`);
      }
    },
    recovered: (step) => {
      reported.delete(step);
      log.info({ step }, `${what} can be kept up to date again`);
    },
  };
}
