import { onTestFinished } from 'vitest';
import { DevCertificateSource } from '../../src/certificates/dev.ts';
import type { CertificateSource } from '../../src/certificates/source.ts';
import type { Surroundings } from '../../src/decision/known/surroundings.ts';
import type { ClientAuthorities } from '../../src/server/connections/tls.ts';
import type { ReadinessCheck } from '../../src/server/health/readiness.ts';
import { type RunningServer, startServer } from '../../src/server/server.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { type Log, openLog } from '../../src/telemetry/log.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { RecordingObserver } from '../certificates/recording-observer.ts';
import { HttpsClient } from './https-client.ts';
import { optedIn } from './surroundings.ts';

export interface Circumstances {
  /** In place of a log that is written to `logLines`. */
  readonly log?: Log;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly surroundings?: Surroundings;
  readonly certificates?: CertificateSource;
  readonly clientAuthorities?: ClientAuthorities;
  readonly readinessChecks?: readonly ReadinessCheck[];
}

export interface RunningWebhook {
  readonly server: RunningServer;
  readonly client: HttpsClient;
  readonly metrics: Metrics;
  readonly logLines: readonly string[];
  readonly port: number;
  /** GET on the plain port. */
  health(path: string, init?: RequestInit): Promise<Response>;
  /** The value of one series, such as `decisions_total{outcome="mutated",reason="asked",mode="enforce"}`. */
  metric(series: string): Promise<number | undefined>;
}

/** The whole server on ports of its own, ended when the test is. */
export async function runWebhook(circumstances: Circumstances = {}): Promise<RunningWebhook> {
  const logLines: string[] = [];
  const settings = loadSettings(undefined, {
    address: '127.0.0.1',
    httpsPort: 0,
    healthPort: 0,
    logLevel: 'debug',
    ...circumstances.settings,
  });
  const log =
    circumstances.log ??
    openLog(settings.logLevel, { destination: { write: (line: string) => void logLines.push(line) } });
  const metrics = new Metrics('1.2.3');
  const certificates = circumstances.certificates ?? new DevCertificateSource(new RecordingObserver());
  await certificates.start();
  const server = await startServer({
    settings,
    surroundings: circumstances.surroundings ?? optedIn,
    certificates,
    clientAuthorities: circumstances.clientAuthorities,
    telemetry: { log, metrics },
    readinessChecks: circumstances.readinessChecks ?? [],
  });
  const { port } = server.httpsAddress;
  const client = new HttpsClient(port, certificates.current()?.cert ?? '');
  onTestFinished(async () => {
    client.close();
    await server.drain(0);
  });
  const health = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${server.healthAddress.port}${path}`, init);
  return {
    server,
    client,
    metrics,
    logLines,
    port,
    health,
    metric: async (series) => readSeries(await (await health('/metrics')).text(), `gpu_fraction_webhook_${series}`),
  };
}

/** The value of a series in Prometheus' text format. */
export function readSeries(exposition: string, series: string): number | undefined {
  const line = exposition.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
