import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { failureTrace } from '../../telemetry/failure-trace.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import { BadRequest, type ErrorAnswer, type ErrorCode, errorAnswer, rawErrorAnswer } from './answers.ts';

/** The one method that each path takes; other paths do not exist. */
export type Paths = Readonly<Record<string, 'GET' | 'POST'>>;

/** What is used of a fastify reply, whichever kind of server it belongs to. */
interface Reply {
  readonly raw: ServerResponse;
  /** Leaves the answer to us. */
  hijack(): unknown;
}

/** Answers everything that goes wrong on one port, and counts and logs it. */
export class ErrorHandling {
  readonly #telemetry: Telemetry;
  readonly #paths: Paths;
  readonly #prepare: (response: ServerResponse) => void;

  /** @param prepare is called with every response that is about to be written */
  constructor(telemetry: Telemetry, paths: Paths, prepare: (response: ServerResponse) => void = () => undefined) {
    this.#telemetry = telemetry;
    this.#paths = paths;
    this.#prepare = prepare;
  }

  /** For `setErrorHandler`: a handler threw, or the framework refused the request. */
  readonly onError = (error: unknown, _request: unknown, reply: Reply): void => {
    const answer = error instanceof BadRequest ? errorAnswer(error.code, error.message) : errorAnswer(codeOf(error));
    if (answer.code === 'internal-error') {
      this.#telemetry.log.error({ failure: failureTrace(error) }, 'request failed');
    }
    this.#send(reply, answer);
  };

  /** For `setNotFoundHandler`: no route takes this method and path. */
  readonly onNotFound = (request: { readonly raw: IncomingMessage }, reply: Reply): void => {
    const [path = ''] = (request.raw.url ?? '').split('?', 1);
    const method = Object.hasOwn(this.#paths, path) ? this.#paths[path] : undefined;
    if (method === undefined) {
      this.#send(reply, errorAnswer('not-found'));
    } else {
      reply.raw.setHeader('Allow', method === 'GET' ? 'GET, HEAD' : method);
      this.#send(reply, errorAnswer('method-not-allowed'));
    }
  };

  /** For the option `clientErrorHandler`: what came is no HTTP request, or not a whole one. */
  readonly onClientError = (error: { readonly code?: string }, socket: Socket): void => {
    const code = codeOfBrokenRequest(error.code);
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
    this.#telemetry.log.warn({ status, error: code }, 'bad request');
  }

  #send(reply: Reply, answer: ErrorAnswer): void {
    reply.hijack();
    const { raw } = reply;
    this.#prepare(raw);
    if (answer.code === 'body-too-large') {
      // More of it may still be on its way, and nobody wants to read that.
      raw.setHeader('Connection', 'close');
    }
    raw.setHeader('Content-Type', 'application/json');
    raw.setHeader('Content-Length', Buffer.byteLength(answer.body));
    raw.statusCode = answer.status;
    raw.end(answer.body);
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
