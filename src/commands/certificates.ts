import { DevCertificateSource } from '../certificates/dev.ts';
import { FileCertificateSource } from '../certificates/files/file-source.ts';
import type { SelfManagedObserver } from '../certificates/self-managed/observer.ts';
import type { CertificateObserver, CertificateSource } from '../certificates/source.ts';
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
  /** The cluster whose API server calls, for `certificates: self`. */
  readonly certificateCluster?: ClusterAccess | undefined;
}

export async function certificateSource(choice: CertificateChoice, telemetry: Telemetry): Promise<CertificateSource> {
  const { settings, dev, certificateCluster } = choice;
  if (dev) {
    return new DevCertificateSource(observe(telemetry));
  }
  return certificateCluster === undefined
    ? new FileCertificateSource(settings.server.tlsCertDir, observe(telemetry))
    : selfManagedSource(settings.server, certificateCluster, telemetry);
}

async function selfManagedSource(
  { releaseNamespace, selfManaged }: ServerSettings,
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
  return openSelfManagedSource({ ...selfManaged, releaseNamespace }, access, observeSelfManaged(telemetry));
}

function observe({ log, metrics }: Telemetry): CertificateObserver {
  return {
    loaded: ({ serial, expiresAt }) => {
      metrics.certificateReload('loaded');
      metrics.certificateExpires(expiresAt);
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

/** What fails every few seconds for the same reason is counted each time, and logged once. */
export function observeSelfManaged(telemetry: Telemetry): SelfManagedObserver {
  const { log, metrics } = telemetry;
  const reported = new Map<CertificateStep, string>();
  return {
    ...observe(telemetry),
    authorities: (authorities) => {
      metrics.authorities.expire(authorities.map(({ expiresAt }) => expiresAt));
      const described = authorities.map(({ fingerprint, expiresAt }) => ({ fingerprint, expires: expiresAt }));
      log.info({ authorities: described }, 'certificate authorities in force');
    },
    rotated: (cause, problems) => {
      metrics.authorities.rotated(cause);
      log[cause === 'unusable' ? 'warn' : 'info']({ cause, problems }, 'certificate authority made');
    },
    bundleWritten: (change, webhooks) => {
      metrics.authorities.bundleWritten(change);
      log[change === 'repaired' ? 'warn' : 'info']({ change, webhooks }, 'caBundle written');
    },
    failed: (step, problem) => {
      metrics.authorities.failed(step);
      if (reported.get(step) !== problem) {
        reported.set(step, problem);
        log.error({ step, problem }, 'certificates cannot be kept up to date; trying again');
      }
    },
    recovered: (step) => {
      reported.delete(step);
      log.info({ step }, 'certificates can be kept up to date again');
    },
  };
}
