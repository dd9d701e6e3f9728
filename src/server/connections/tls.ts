import type { Server } from 'node:https';
import type { ServingCertificate } from '../../certificates/serving-certificate.ts';
import type { CertificateSource } from '../../certificates/source.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';

/** How TLS is spoken, with this certificate or, before there is one, without. */
export function tlsOptions({ server }: Settings, certificate: ServingCertificate | undefined) {
  return {
    minVersion: server.tlsMinVersion,
    // The API server's client speaks nothing else to webhooks, and HTTP/2 brings attacks of its own.
    ALPNProtocols: ['http/1.1'],
    ...(certificate === undefined ? {} : { cert: certificate.cert, key: certificate.key }),
  };
}

/**
 * New connections get the new certificate; open ones, and handshakes that have begun, go on with theirs. To be called in
 * the same turn of the event loop in which the listener was made with the current pair: no change can fall in between.
 */
export function swapCertificates(server: Server, settings: Settings, certificates: CertificateSource): void {
  const end = certificates.onChange((certificate) => {
    // A secure context is made anew as a whole, so what is left out here would fall back to its default.
    server.setSecureContext(tlsOptions(settings, certificate));
  });
  server.on('close', end);
}

/** The way to notice that the API server does not trust the certificate: its alert has the reason in its name. */
export function reportFailedHandshakes(server: Server, { log }: Telemetry): void {
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    const code = error.code ?? 'unknown';
    // A connection that was just closed is a probe of the port; that is not worth a line each time.
    log[code.startsWith('ERR_SSL_') ? 'warn' : 'debug']({ code }, 'TLS handshake failed');
  });
}
