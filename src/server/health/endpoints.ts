import { type FastifyInstance, fastify } from 'fastify';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import { ConnectionTable, connectionLimit } from '../connections/connection-table.ts';
import { ErrorHandling } from '../errors/handling.ts';
import { problemsOf, type ReadinessCheck } from './readiness.ts';

/** Requests here have no body to wait for. */
const REQUEST_MILLIS = 5000;

/** Longer than the minute after which Prometheus comes again by default. */
const IDLE_MILLIS = 75_000;

/** A kubelet, a few collectors of metrics, and people. */
const MAX_CONNECTIONS = 64;

const TEXT = 'text/plain; charset=utf-8';

/** What anybody sees who opens a TLS connection, for those who cannot: `doctor` comes by way of the API server's proxy. */
const CERTIFICATE_PATH = '/certificate';

/**
 * Probes and metrics, on a plain HTTP port of their own: kubelet and Prometheus have no certificate of the API
 * server's, and must get through when HTTPS does not.
 *
 * @param servedChain PEM of the certificates that are shown to callers now; never their key
 */
export function healthServer(
  checks: readonly ReadinessCheck[],
  telemetry: Telemetry,
  servedChain: () => string | undefined,
): FastifyInstance {
  const errors = new ErrorHandling(
    telemetry,
    { '/livez': 'GET', '/readyz': 'GET', '/metrics': 'GET', [CERTIFICATE_PATH]: 'GET' },
    IDLE_MILLIS,
  );
  telemetry.metrics.readyWhen(() => problemsOf(checks).length === 0);
  const app = fastify({
    // A probe's or a scraper's idle connection must not hold up the end.
    forceCloseConnections: true,
    requestTimeout: REQUEST_MILLIS,
    keepAliveTimeout: IDLE_MILLIS,
    clientErrorHandler: errors.onClientError,
    frameworkErrors: errors.onFrameworkError,
  });
  // Nobody has to send anything here, so nothing is kept of what is sent.
  app.removeAllContentTypeParsers();
  const connections = new ConnectionTable(connectionLimit(MAX_CONNECTIONS), () => undefined);
  app.server.on('connection', (socket) => {
    connections.add(socket);
    connections.opened(socket);
  });
  app.setErrorHandler(errors.onError);
  app.setNotFoundHandler(errors.onNotFound);
  // Nothing is asked: a restart cures none of the outside's faults, and would take the answers to other pods with it.
  app.get('/livez', (_request, reply) => reply.type(TEXT).send('alive\n'));
  app.get('/readyz', (_request, reply) => {
    const problems = problemsOf(checks);
    return problems.length === 0
      ? reply.type(TEXT).send('ready\n')
      : reply
          .code(503)
          .type(TEXT)
          .send(`not ready\n${problems.join('\n')}\n`);
  });
  app.get(CERTIFICATE_PATH, (_request, reply) => {
    const chain = servedChain();
    return chain === undefined
      ? reply.code(503).type(TEXT).send('no certificate yet\n')
      : reply.type('application/x-pem-file').send(chain);
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(telemetry.metrics.contentType).send(await telemetry.metrics.exposition()),
  );
  return app;
}
