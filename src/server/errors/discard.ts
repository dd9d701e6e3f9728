import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorAnswer } from './answers.ts';

/** More than this is not read. It is eight times what a review may have. */
const MAX_DISCARDED_BYTES = 56 * 1024 * 1024;

/** And no longer than this. */
const MAX_DISCARD_MILLIS = 2000;

/** By then a client that listens while it sends has its answer, and has closed. */
const UNREAD_MILLIS = 1000;

/**
 * Answers at once a request whose body is still on its way. The connection is closed later, since when one is closed on
 * unread data, the client's system throws the answer away and reports a broken connection. The API server takes the
 * answer as soon as it is there, and closes by itself. The rest of the body stays unread: reading it would be work that
 * whoever attacks us chooses.
 */
export function answerUnread(response: ServerResponse, answer: ErrorAnswer): void {
  writeAnswer(response, answer);
  setTimeout(() => response.end(), UNREAD_MILLIS).unref();
}

/** The same for a person's client, which may send everything before it listens: the rest is read and forgotten for a while. */
export function answerAndDiscard(request: IncomingMessage, response: ServerResponse, answer: ErrorAnswer): void {
  writeAnswer(response, answer);
  let received = 0;
  const finish = (): void => {
    clearTimeout(timer);
    request.off('data', onData).off('end', finish).off('close', finish);
    response.end();
  };
  const onData = (chunk: Buffer): void => {
    received += chunk.length;
    if (received > MAX_DISCARDED_BYTES) {
      finish();
    }
  };
  const timer = setTimeout(finish, MAX_DISCARD_MILLIS).unref();
  request.on('data', onData).on('end', finish).on('close', finish);
}

/** All of the answer is written, and its end is not: Node.js closes the connection when it is. */
function writeAnswer(response: ServerResponse, { status, body }: ErrorAnswer): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  });
  response.write(body);
}
