import type { AddressInfo } from 'node:net';
import type { ServingCertificate } from '../certificates/serving-certificate.ts';
import type { CertificateSource } from '../certificates/source.ts';
import { readChain } from '../certificates/trust/chain.ts';
import type { Surroundings } from '../decision/known/surroundings.ts';
import type { Settings } from '../settings/settings.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { ArrivalClock } from './admission/arrival-clock.ts';
import { type AdmissionListener, admissionListener } from './admission/listener.ts';
import type { ClientAuthorities } from './connections/tls.ts';
import { healthServer } from './health/endpoints.ts';
import type { ReadinessCheck } from './health/readiness.ts';
import { LameDuck } from './lifecycle/lame-duck.ts';
import { listen } from './listen.ts';

export interface ServerParts {
  readonly settings: Settings;
  readonly surroundings: Surroundings;
  readonly certificates: CertificateSource;
  readonly clientAuthorities?: ClientAuthorities | undefined;
  readonly telemetry: Telemetry;
  /** What must be well before requests are sent here, beside the server's own checks. */
  readonly readinessChecks?: readonly ReadinessCheck[];
}

export interface RunningServer {
  readonly httpsAddress: AddressInfo;
  readonly healthAddress: AddressInfo;
  /**
   * Ends the server without failing a request.
   *
   * @param lameDuckSeconds in place of the setting; 0 where no cluster has to be waited for
   */
  drain(lameDuckSeconds?: number): Promise<void>;
}

/** Starts both ports. Resolves when they listen; whether requests can be answered is what `/readyz` tells. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { settings, certificates, telemetry } = parts;
  const lameDuck = new LameDuck();
  const admission = admissionListener({ ...parts, clock: new ArrivalClock(), isDraining: lameDuck.isDraining });
  const { server } = admission.app;
  const health = healthServer(
    [
      { name: 'shutdown', problem: () => (lameDuck.isDraining() ? 'in progress' : undefined) },
      { name: 'listener', problem: () => (server.listening ? undefined : 'not listening') },
      { name: 'certificate', problem: () => certificates.problem() },
      ...(parts.readinessChecks ?? []),
    ],
    telemetry,
    () => publicChain(certificates.current()),
  );
  const { address, httpsPort, healthPort } = settings.server;
  try {
    // Probes first: a start that takes long, or never comes to its end, can be looked at.
    const healthAddress = await listen(health, address, healthPort, 'healthPort');
    const httpsAddress = await listen(admission.app, address, httpsPort, 'httpsPort');
    return {
      httpsAddress,
      healthAddress,
      drain: (lameDuckSeconds = settings.server.lameDuckSeconds) =>
        lameDuck.drain(lameDuckSeconds, {
          close: async () => {
            await close(admission);
            // Last, so that readiness can be seen to be false all the time.
            await health.close();
          },
          abandon: () => server.closeAllConnections(),
        }),
    };
  } catch (error) {
    await Promise.all([health.close(), admission.app.close()]);
    throw error;
  }
}

/** By way of the parsed certificates: some files have the key beside the certificate. */
const publicChain = (serving: ServingCertificate | undefined): string | undefined =>
  serving && readChain(serving.cert).join('');

async function close({ app, closeSilent }: AdmissionListener): Promise<void> {
  closeSilent();
  await app.close();
}
