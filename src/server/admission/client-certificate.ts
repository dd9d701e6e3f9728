import type { TLSSocket } from 'node:tls';
import type { FastifyRequest } from 'fastify';
import { BadRequest } from '../errors/answers.ts';

/**
 * For the hook `onRequest`, with `clientCaFile`: lets nobody in but those who showed a certificate of that authority. The
 * handshake itself lets everybody through, since a caller that is refused there learns nothing, and a probe of the port
 * would be a failure.
 */
export function demandClientCertificate(request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  const socket = request.raw.socket as TLSSocket;
  if (socket.authorized) {
    done();
    return;
  }
  const { message, code } = problemOf(socket);
  done(new BadRequest(code, message));
}

function problemOf(socket: TLSSocket) {
  if (socket.getPeerX509Certificate() === undefined) {
    return { code: 'client-certificate-missing', message: undefined } as const;
  }
  // Node.js says it as a code, such as CERT_HAS_EXPIRED.
  const reason = String((socket.authorizationError as Error & { code?: string }).code ?? socket.authorizationError);
  return {
    code: 'client-certificate-untrusted',
    message: `The client certificate is not one of clientCaFile: ${reason}.`,
  } as const;
}
