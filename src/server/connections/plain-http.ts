import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { errorAnswer, rawErrorAnswer } from '../errors/answers.ts';
import { HANDSHAKE_MILLIS } from './limits.ts';

/**
 * Answers plain HTTP on the HTTPS port with a sentence instead of a reset connection. TLS starts with the byte 22, HTTP
 * with a capital letter; so the first bytes are looked at, put back, and handed to whoever is in charge.
 *
 * @param accept whether a new connection may stay; it has been closed where not
 * @param answered is told of every plain request
 * @returns a function that ends connections on which nothing has been said yet
 */
export function answerPlainHttp(server: Server, accept: (socket: Socket) => boolean, answered: () => void): () => void {
  const silent = new Set<Socket>();
  const startTls = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (!accept(socket)) {
      return;
    }
    const hangUp = (): void => {
      socket.destroy();
    };
    const onFirstBytes = (bytes: Buffer): void => {
      socket.off('end', hangUp).off('error', hangUp).setTimeout(0, hangUp);
      silent.delete(socket);
      if (isCapitalLetter(bytes[0])) {
        socket.on('error', hangUp).resume().setTimeout(HANDSHAKE_MILLIS, hangUp);
        socket.end(rawErrorAnswer(errorAnswer('not-https')));
        answered();
        return;
      }
      socket.pause();
      socket.unshift(bytes);
      for (const listener of startTls) {
        Reflect.apply(listener, server, [socket]);
      }
    };
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    socket.once('data', onFirstBytes).on('end', hangUp).on('error', hangUp).setTimeout(HANDSHAKE_MILLIS, hangUp);
  });
  return () => {
    for (const socket of silent) {
      socket.destroy();
    }
  };
}

const isCapitalLetter = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x41 && byte <= 0x5a;
