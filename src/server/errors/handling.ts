import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { BoundedLog } from '../../telemetry/bounded-log.ts';
import { failureTrace } from '../../telemetry/failure-trace.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import { type Reply, sendJson } from '../json-reply.ts';
import { BadRequest, type ErrorAnswer, type ErrorCode, errorAnswer, rawErrorAnswer } from './answers.ts';
import { answerAndDiscard, answerUnread } from './discard.ts';

/** The one method that each path takes; other paths do not exist. */
export type Paths = Readonly<Record<string, 'GET' | 'POST'>>;

/** What is used of fastify's request, whichever kind of server it belongs to. */
interface Request {
  readonly raw: IncomingMessage;
}

interface ErrorReply extends Reply {
  readonly raw: ServerResponse;
  /** Leaves the answer to us. */
  hijack(): unknown;
}

/** What is answered as soon as it is known: nothing that is still to come could change it. */
const LEAVE_UNREAD: ReadonlySet<ErrorCode> = new Set([
  'body-too-large',
  'no-room',
  'client-certificate-missing',
  'client-certificate-untrusted',
]);

/** Answers everything that goes wrong on one port, and counts and logs it. */
export class ErrorHandling {
  readonly #telemetry: Telemetry;
  readonly #log: BoundedLog<ErrorCode>;
  readonly #paths: Paths;
  readonly #idleMillis: number;

  /** Connections whose last request was answered before all of it had come. */
  readonly #refused = new WeakSet<Socket>();

  /** @param idleMillis how long a connection is kept on which nothing is asked */
  constructor(telemetry: Telemetry, paths: Paths, idleMillis: number) {
    this.#telemetry = telemetry;
    this.#log = new BoundedLog(telemetry.log);
    this.#paths = paths;
    this.#idleMillis = idleMillis;
  }

  /** For `setErrorHandler`: a handler threw, or the framework refused the request. */
  readonly onError = (error: unknown, request: Request, reply: ErrorReply): void => {
    const { raw } = request;
    if (raw.errored !== null || (raw.destroyed && !raw.complete)) {
      // The connection broke before the end of the body: there is nobody to answer.
      reply.hijack();
      return;
    }
    const answer = error instanceof BadRequest ? errorAnswer(error.code, error.message) : errorAnswer(codeOf(error));
    if (answer.code === 'internal-error') {
      this.#telemetry.log.error({ failure: failureTrace(error) }, 'request failed');
    }
    if (raw.complete || !LEAVE_UNREAD.has(answer.code)) {
      this.#send(reply, answer);
      return;
    }
    reply.hijack();
    this.record(answer);
    this.#refused.add(raw.socket);
    if (answer.code === 'body-too-large') {
      answerAndDiscard(raw, reply.raw, answer);
    } else {
      raw.pause();
      answerUnread(reply.raw, answer);
    }
  };

  /**
   * For the option `frameworkErrors`: the path is none. Fastify runs no hooks then, which could say when a connection has
   * to be closed, so each is; and its type leaves open what a reply may carry.
   */
  readonly onFrameworkError = (error: unknown, request: Request, reply: unknown): void => {
    this.onError(error, request, (reply as ErrorReply).header('Connection', 'close'));
  };

  /** For `setNotFoundHandler`: no route takes this method and path. */
  readonly onNotFound = (request: Request, reply: ErrorReply): void => {
    const [path = ''] = (request.raw.url ?? '').split('?', 1);
    const method = Object.hasOwn(this.#paths, path) ? this.#paths[path] : undefined;
    if (method === undefined) {
      this.#send(reply, errorAnswer('not-found'));
    } else {
      reply.header('Allow', method === 'GET' ? 'GET, HEAD' : method);
      this.#send(reply, errorAnswer('method-not-allowed'));
    }
  };

  /** For the option `clientErrorHandler`: what came is no HTTP request, or not a whole one. */
  readonly onClientError = (error: { readonly code?: string }, socket: Socket): void => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0) {
      /*
       * Node.js counts from the handshake on, but nobody is late here. Go's client opens a connection when none is free,
       * and keeps it for later when another one becomes free first. An answer now could be taken for that of the first
       * request, which has just been sent, and a pod would pass unpatched.
       */
      socket.setTimeout(this.#idleMillis);
      return;
    }
    const code = this.#refused.has(socket) ? undefined : codeOfBrokenRequest(error.code);
    if (code !== undefined) {
      const answer = errorAnswer(code);
      this.record(answer);
      if (socket.writable) {
        socket.end(rawErrorAnswer(answer), () => socket.destroy());
        return;
      }
    }
    socket.destroy();
  };

  record({ status, code }: ErrorAnswer): void {
    this.#telemetry.metrics.badRequest(status);
    this.#log.write('warn', code, { status, error: code }, 'bad request');
  }

  #send(reply: Reply, answer: ErrorAnswer): void {
    sendJson(reply.code(answer.status), answer.body);
    this.record(answer);
  }
}

/** Fastify's own refusals; whatever else comes here is a fault of ours. */
function codeOf(error: unknown): ErrorCode {
  switch ((error as { code?: unknown } | undefined)?.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return 'not-json';
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return 'body-too-large';
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return 'malformed-request';
    default:
      return 'internal-error';
  }
}

/** `undefined` for a connection that simply broke: the client did not wait, and there is nobody to answer. */
function codeOfBrokenRequest(code: string | undefined): ErrorCode | undefined {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request-timeout';
    case 'HPE_HEADER_OVERFLOW':
      return 'headers-too-large';
    case 'HPE_INVALID_EOF_STATE':
      return 'truncated-body';
    default:
      return code?.startsWith('HPE_') ? 'malformed-request' : undefined;
  }
}
