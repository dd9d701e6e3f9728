import type { Server } from 'node:https';
import type { ServingCertificate } from '../../certificates/serving-certificate.ts';
import type { CertificateSource } from '../../certificates/source.ts';
import type { Settings } from '../../settings/settings.ts';
import { BoundedLog } from '../../telemetry/bounded-log.ts';
import type { HandshakeProblem } from '../../telemetry/metrics-catalogue.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';

/** The authorities of which a caller has to show a certificate, and how to learn of their changes. */
export interface ClientAuthorities {
  /** PEM. */
  current(): string;
  onChange(listener: () => void): () => void;
}

/** How TLS is spoken, with this certificate or, before there is one, without. */
export function tlsOptions(
  { server }: Settings,
  certificate: ServingCertificate | undefined,
  clientAuthorities: ClientAuthorities | undefined,
) {
  return {
    minVersion: server.tlsMinVersion,
    // The API server's client speaks nothing else to webhooks, and HTTP/2 brings attacks of its own.
    ALPNProtocols: ['http/1.1'],
    ...(certificate === undefined ? {} : { cert: certificate.cert, key: certificate.key }),
    // The handshake asks for a certificate, and the request is refused where none is shown.
    ...(clientAuthorities === undefined
      ? {}
      : { ca: clientAuthorities.current(), requestCert: true, rejectUnauthorized: false }),
  };
}

/**
 * New connections get the new certificate; open ones, and handshakes that have begun, go on with theirs. To be called in
 * the same turn of the event loop in which the listener was made with the current pair: no change can fall in between.
 */
export function swapCertificates(
  server: Server,
  settings: Settings,
  certificates: CertificateSource,
  clientAuthorities: ClientAuthorities | undefined,
): void {
  const swap = (): void => {
    // A secure context is made anew as a whole, so what is left out here would fall back to its default.
    server.setSecureContext(tlsOptions(settings, certificates.current(), clientAuthorities));
  };
  server.on('close', certificates.onChange(swap));
  server.on('close', clientAuthorities?.onChange(swap) ?? (() => undefined));
}

/** The way to notice that the API server does not trust the certificate: its alert has the reason in its name. */
export function reportFailedHandshakes(server: Server, { log, metrics }: Telemetry): void {
  const lines = new BoundedLog<HandshakeProblem>(log);
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    const code = error.code ?? 'unknown';
    const problem = problemOf(code);
    metrics.handshakeFailed(problem);
    // A connection that was just closed is a probe of the port; that is worth no warning.
    lines.write(code.startsWith('ERR_SSL_') ? 'warn' : 'debug', problem, { problem, code }, 'TLS handshake failed');
  });
}

function problemOf(code: string): HandshakeProblem {
  if (/ALERT.*(CERT|UNKNOWN_CA)/.test(code)) {
    return 'untrusted';
  }
  if (code === 'ERR_TLS_HANDSHAKE_TIMEOUT') {
    return 'timeout';
  }
  return code.startsWith('ERR_SSL_') ? 'protocol' : 'broken';
}
