import type { Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type FastifyInstance, fastify } from 'fastify';
import type { CertificateSource } from '../../certificates/source.ts';
import type { Settings } from '../../settings/settings.ts';
import { BodyBudget, bodyBudgetBytes, bodyBudgetProblem } from '../connections/body-budget.ts';
import { ConnectionTable, connectionLimit } from '../connections/connection-table.ts';
import { timeLimits } from '../connections/limits.ts';
import { answerPlainHttp } from '../connections/plain-http.ts';
import { ConnectionRecycling } from '../connections/recycling.ts';
import { type ClientAuthorities, reportFailedHandshakes, swapCertificates, tlsOptions } from '../connections/tls.ts';
import { errorAnswer } from '../errors/answers.ts';
import { ErrorHandling } from '../errors/handling.ts';
import { noteArrival } from './arrival.ts';
import { readBody } from './body.ts';
import { demandClientCertificate } from './client-certificate.ts';
import { admissionQueryReader } from './deadline.ts';
import { ADMISSION_PATH, type AdmissionParts, type AdmissionRoute, admissionEndpoint } from './endpoint.ts';

export interface ListenerParts extends Omit<AdmissionParts, 'settings' | 'mode' | 'reviewed'> {
  readonly settings: Settings;
  readonly certificates: CertificateSource;
  /** Of which a caller has to show a certificate; without them everybody is answered. */
  readonly clientAuthorities?: ClientAuthorities | undefined;
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
  const { settings, telemetry, clock, certificates, clientAuthorities, isDraining } = parts;
  const recycling = new ConnectionRecycling(settings.server, isDraining);
  const limits = timeLimits(settings);
  const errors = new ErrorHandling(telemetry, { [ADMISSION_PATH]: 'POST' }, limits.keepAliveTimeout);
  const budget = new BodyBudget(bodyBudgetBytes(settings.server.bodyMemoryMebibytes));
  const problem = bodyBudgetProblem(settings.server.bodyMemoryMebibytes);
  if (problem !== undefined) {
    telemetry.log.warn({ problem }, 'a flood of requests would end this container');
  }
  const connections = new ConnectionTable(connectionLimit(settings.server.maxConnections), (closed) =>
    telemetry.metrics.connectionClosed(closed),
  );
  telemetry.metrics.bounded(
    () => connections.size(),
    () => budget.used(),
  );
  const app = fastify<Server>({
    https: { ...limits, ...tlsOptions(settings, certificates.current(), clientAuthorities) },
    keepAliveTimeout: limits.keepAliveTimeout,
    requestTimeout: limits.requestTimeout,
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
  // Fastify's own JSON parser refuses keys such as `__proto__`, which a pod may have.
  app.addContentTypeParser('application/json', (request, payload, done) => {
    if (request.is404) {
      done(null);
    } else {
      readBody(payload, connections.of(payload.socket), budget, done);
    }
  });
  app.decorateRequest('arrivedAt', 0);
  app.addHook('onSend', recycling.onSend);
  app.setErrorHandler(errors.onError);
  app.setNotFoundHandler(errors.onNotFound);
  app.post<AdmissionRoute>(
    ADMISSION_PATH,
    {
      onRequest: [
        noteArrival(clock, telemetry.metrics, connections),
        ...(clientAuthorities === undefined ? [] : [demandClientCertificate]),
      ],
    },
    admissionEndpoint({
      ...parts,
      settings: settings.decision,
      mode: settings.server.mode,
      reviewed: (socket) => {
        connections.of(socket).isKnown = true;
      },
    }),
  );

  const { server } = app;
  server.on('secureConnection', (socket: TLSSocket) => {
    recycling.opened(socket);
    const connection = connections.opened(socket);
    if (connection === undefined) {
      socket.destroy();
    } else {
      connection.isKnown = clientAuthorities !== undefined && socket.authorized;
    }
  });
  swapCertificates(server, settings, certificates, clientAuthorities);
  reportFailedHandshakes(server, telemetry);
  const closeSilent = answerPlainHttp(
    server,
    (socket) => connections.add(socket) !== undefined,
    () => errors.record(errorAnswer('not-https')),
  );
  return { app, closeSilent };
}
