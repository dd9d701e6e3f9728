import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CertificateSource } from '../certificates/source.ts';
import type { ClusterAccess } from '../cluster/access.ts';
import type { Surroundings } from '../decision/known/surroundings.ts';
import type { ReadinessCheck } from '../server/health/readiness.ts';
import { drainOnSignal } from '../server/lifecycle/shutdown-signals.ts';
import { type RunningServer, startServer } from '../server/server.ts';
import type { Settings } from '../settings/settings.ts';
import type { SurroundingsStore } from '../surroundings/store.ts';
import { openTelemetry } from '../telemetry/telemetry.ts';
import { type CertificateChoice, certificateSource, clientCaFile } from './certificates.ts';

export interface ServeOptions extends CertificateChoice {
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  /** This program's. */
  readonly version: string;
  /** A cluster to watch, and the store that it feeds; without one the surroundings stay as they are. */
  readonly cluster?: WatchedCluster | undefined;
}

export interface WatchedCluster {
  readonly access: ClusterAccess;
  /** The surroundings, as what they are. */
  readonly store: SurroundingsStore;
}

/** Runs the webhook until SIGTERM or SIGINT, and resolves when every request is answered. */
export async function serve(options: ServeOptions): Promise<void> {
  const { settings, dev, version, cluster } = options;
  const telemetry = openTelemetry(settings, version);
  const certificates = await certificateSource(options, telemetry);
  const clientAuthorities = clientCaFile(settings.server, telemetry);
  // Loaded by those who watch: a server without a cluster has no use for it.
  const { watchCluster } = cluster === undefined ? {} : await import('./watch-cluster.ts');
  const watches = cluster && watchCluster?.(cluster.access, cluster.store, telemetry, settings.decision.schedulerName);
  try {
    await certificates.start();
    const readinessChecks: readonly ReadinessCheck[] = watches === undefined ? [] : [watches.readinessCheck];
    const server = await startServer({ ...options, certificates, clientAuthorities, telemetry, readinessChecks });
    const removeCertificateFile = dev ? introduce(server, certificates) : undefined;
    telemetry.log.info(
      {
        version,
        https: describeAddress(server.httpsAddress),
        health: describeAddress(server.healthAddress),
        scheduler: settings.decision.schedulerName,
        certificateExpires: certificates.current()?.expiresAt,
        startMillis: Math.round(performance.now()),
      },
      'serving',
    );
    const problem = certificates.problem();
    if (problem !== undefined) {
      telemetry.log.warn({ problem }, 'not ready: the certificate cannot be used now');
    }
    await drainOnSignal(server, telemetry.log);
    removeCertificateFile?.();
    telemetry.log.info('ended');
  } finally {
    watches?.close();
    certificates.close();
    clientAuthorities?.close();
    telemetry.log.flush();
  }
}

/** Says how to call the server, and lays its certificate down for that. Returns a function that removes it again. */
function introduce({ httpsAddress, healthAddress }: RunningServer, certificates: CertificateSource): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-'));
  const certificateFile = join(folder, 'tls.crt');
  writeFileSync(certificateFile, certificates.current()?.cert ?? '');
  process.stdout.write(
    [
      'For trying out only: the certificate was made just now and is trusted by nobody. Send an AdmissionReview with',
      '',
      `  curl --cacert ${certificateFile} -H 'Content-Type: application/json' \\`,
      `    --data @review.json https://localhost:${httpsAddress.port}/mutate`,
      '',
      `and look at http://localhost:${healthAddress.port}/readyz and /metrics. Ctrl-C ends it.`,
      '',
      '',
    ].join('\n'),
  );
  return () => rmSync(folder, { recursive: true, force: true });
}

const describeAddress = ({ family, address, port }: AddressInfo): string =>
  family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
