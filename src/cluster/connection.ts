import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { type RequestOptions, request as secureRequest } from 'node:https';
import { PROGRAM } from '../decision/vocabulary.ts';
import type { ClusterAccess } from './access.ts';
import { ApiError, asApiError, problemOfStatus } from './api-error.ts';
import { Watchdog } from './watchdog.ts';

/** One request, as it goes over the wire. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Below the address of the API server, such as `/api/v1/namespaces?limit=1`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

/** Memory that one answer, or one event of a watch, may take. The largest object of a cluster has about 3 MiB. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** An API server that is busy may ask for patience, but not for ever. */
const MOST_RETRY_AFTER_SECONDS = 60;

/** The way to an API server, by Node's own HTTP: gets in, sends, and takes answers that neither stall nor swell. */
export class Connection {
  readonly #access: ClusterAccess;
  readonly #answerMillis: number;
  #turnedDown = false;

  /** @param answerMillis longest wait for the first, or the next, bytes of an answer */
  constructor(access: ClusterAccess, answerMillis: number) {
    this.#access = access;
    this.#answerMillis = answerMillis;
  }

  /** Address of the API server, for messages. */
  get server(): string {
    return this.#access.server.origin;
  }

  /**
   * The beginning of an answer, whatever its status; the caller takes the rest.
   *
   * @throws ApiError where none comes
   */
  async open(request: WireRequest): Promise<IncomingMessage> {
    const response = await this.#send(request, await this.#credentials());
    this.#turnedDown = response.statusCode === 401;
    return response;
  }

  /** @throws ApiError where the answer breaks off, stalls, or is larger than any object */
  async text(response: IncomingMessage): Promise<string> {
    const watchdog = new Watchdog(this.#answerMillis, () => response.destroy(silent(this.#answerMillis)));
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        watchdog.feed();
        bytes += chunk.length;
        if (bytes > MOST_BYTES) {
          throw tooLarge('an answer');
        }
        chunks.push(chunk);
      }
    } catch (error) {
      throw asApiError(error);
    } finally {
      watchdog.end();
      response.destroy();
    }
    return Buffer.concat(chunks).toString();
  }

  /** What an answer that is no success means, in the API server's own words: they are made of the request, not of objects. */
  async refusal(response: IncomingMessage): Promise<ApiError> {
    const status = response.statusCode ?? 0;
    const text = await this.text(response).catch(() => '');
    return new ApiError(problemOfStatus(status), `HTTP ${status}: ${messageOf(text)}`, {
      retryAfterMillis: retryAfter(response.headers['retry-after']),
    });
  }

  async #credentials(): Promise<RequestOptions> {
    try {
      return await this.#access.credentials(this.#turnedDown);
    } catch (error) {
      throw new ApiError('credentials', (error as Error).message);
    }
  }

  #send(
    { method, path, body, signal, ...request }: WireRequest,
    credentials: RequestOptions,
  ): Promise<IncomingMessage> {
    const { server } = this.#access;
    // Some API servers stand below a path, such as those behind a Rancher.
    const url = new URL(server.href.replace(/\/$/, '') + path);
    const headers = { ...credentials.headers, 'user-agent': PROGRAM, ...request.headers };
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'http:' ? plainRequest : secureRequest;
      const outgoing = usable(() => send(url, { ...credentials, method, headers, signal }));
      const watchdog = new Watchdog(this.#answerMillis, () => outgoing.destroy(silent(this.#answerMillis)));
      outgoing.once('response', (response) => {
        watchdog.end();
        resolve(response);
      });
      outgoing.once('error', (error) => {
        watchdog.end();
        reject(asApiError(error));
      });
      outgoing.end(body);
    });
  }
}

/** Before anything is sent Node.js looks at keys, certificates and headers: what it refuses there no API server has seen. */
function usable(send: () => ClientRequest): ClientRequest {
  try {
    return send();
  } catch (error) {
    throw new ApiError('credentials', (error as Error).message);
  }
}

export const tooLarge = (what: string): ApiError =>
  new ApiError('too-large', `${what} of more than ${MOST_BYTES} bytes`);

/** The parser's own message quotes the text, which is somebody's object, so it is not passed on. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('unreadable', 'the answer is not JSON');
  }
}

const silent = (millis: number): ApiError => new ApiError('unreachable', `no answer within ${millis / 1000} s`);

/** The API server explains itself in a Status object. */
function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : 'no reason given';
  } catch {
    return 'no reason given';
  }
}

function retryAfter(header: string | undefined): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, MOST_RETRY_AFTER_SECONDS) * 1000 : 0;
}
