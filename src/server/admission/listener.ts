import type { Server } from 'node:https';
import { type FastifyInstance, fastify } from 'fastify';
import type { CertificateSource } from '../../certificates/source.ts';
import type { Settings } from '../../settings/settings.ts';
import { MAX_BODY_BYTES, timeLimits } from '../connections/limits.ts';
import { answerPlainHttp } from '../connections/plain-http.ts';
import { ConnectionRecycling } from '../connections/recycling.ts';
import { reportFailedHandshakes, swapCertificates, tlsOptions } from '../connections/tls.ts';
import { errorAnswer } from '../errors/answers.ts';
import { ErrorHandling } from '../errors/handling.ts';
import { noteArrival } from './arrival.ts';
import { admissionQueryReader } from './deadline.ts';
import { ADMISSION_PATH, type AdmissionParts, type AdmissionRoute, admissionEndpoint } from './endpoint.ts';

export interface ListenerParts extends Omit<AdmissionParts, 'settings' | 'mode'> {
  readonly settings: Settings;
  readonly certificates: CertificateSource;
  /** Whether the program is taking leave of its clients. */
  readonly isDraining: () => boolean;
}

export interface AdmissionListener {
  readonly app: FastifyInstance<Server>;
  /** Closes connections on which nothing was ever said; nobody waits for an answer there. */
  closeSilent(): void;
}

/** The HTTPS port that the API server calls, not listening yet. */
export function admissionListener(parts: ListenerParts): AdmissionListener {
  const { settings, telemetry, clock, certificates, isDraining } = parts;
  const recycling = new ConnectionRecycling(settings.server, isDraining);
  const errors = new ErrorHandling(telemetry, { [ADMISSION_PATH]: 'POST' });
  const limits = timeLimits(settings);
  const app = fastify<Server>({
    https: { ...limits, ...tlsOptions(settings, certificates.current()) },
    keepAliveTimeout: limits.keepAliveTimeout,
    requestTimeout: limits.requestTimeout,
    bodyLimit: MAX_BODY_BYTES,
    // While closing, a request on an open connection is still a pod that waits.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    // Reviews have an id of their own.
    genReqId: () => '',
    routerOptions: { querystringParser: admissionQueryReader() as (text: string) => Record<string, unknown> },
    clientErrorHandler: errors.onClientError,
    frameworkErrors: errors.onFrameworkError,
  });
  app.removeAllContentTypeParsers();
  // Fastify reads the body and keeps its limit; its own JSON parser refuses keys such as `__proto__`, which a pod may have.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => done(null, text));
  app.decorateRequest('arrivedAt', 0);
  app.addHook('onSend', recycling.onSend);
  app.setErrorHandler(errors.onError);
  app.setNotFoundHandler(errors.onNotFound);
  app.post<AdmissionRoute>(
    ADMISSION_PATH,
    { onRequest: noteArrival(clock, telemetry.metrics) },
    admissionEndpoint({ ...parts, settings: settings.decision, mode: settings.server.mode }),
  );

  const { server } = app;
  server.on('secureConnection', recycling.opened);
  swapCertificates(server, settings, certificates);
  reportFailedHandshakes(server, telemetry);
  const closeSilent = answerPlainHttp(server, () => errors.record(errorAnswer('not-https')));
  return { app, closeSilent };
}
