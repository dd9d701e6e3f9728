import type { IncomingMessage } from 'node:http';

/** More than this is not read. It is eight times what a review may have. */
const MAX_DISCARDED_BYTES = 56 * 1024 * 1024;

/**
 * Reads what is left of a body that is too large, before that is answered: fastify answers at once, but when a
 * connection is closed on unread data, the client's system throws the answer away and reports a broken connection.
 */
export function discardRest(request: IncomingMessage, done: () => void): void {
  let received = 0;
  const finish = (): void => {
    request.off('data', onData).off('end', finish).off('close', finish);
    done();
  };
  const onData = (chunk: Buffer): void => {
    received += chunk.length;
    if (received > MAX_DISCARDED_BYTES) {
      finish();
    }
  };
  if (Number(request.headers['content-length']) > MAX_DISCARDED_BYTES) {
    done();
    return;
  }
  request.on('data', onData).on('end', finish).on('close', finish);
}
