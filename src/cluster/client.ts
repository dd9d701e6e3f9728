import { type IncomingMessage, request as plainRequest } from 'node:http';
import { type RequestOptions, request as secureRequest } from 'node:https';
import { StringDecoder } from 'node:string_decoder';
import type { ClusterAccess } from './access.ts';
import { ApiError, asApiError, problemOfStatus } from './api-error.ts';
import { Watchdog } from './watchdog.ts';

/** One request to the API server. */
export interface ApiRequest {
  /** Below the address of the API server, such as `/api/v1/namespaces?limit=1`. */
  readonly path: string;
  readonly accept: string;
  readonly signal: AbortSignal;
  /** From an earlier answer, if its content need not come again. */
  readonly etag?: string;
}

export interface ApiAnswer {
  /** `undefined` where nothing has changed since the etag. */
  readonly body: unknown;
  readonly etag: string | undefined;
}

/** Memory that one answer, or one event of a watch, may take. The largest object of a cluster has about 3 MiB. */
const MOST_BYTES = 16 * 1024 * 1024;

/** An API server that is busy may ask for patience, but not for ever. */
const MOST_RETRY_AFTER_SECONDS = 60;

/** Reads from an API server, by Node's own HTTP: a list or a watch is one GET, and the rest is up to the caller. */
export class ApiClient {
  readonly #access: ClusterAccess;
  readonly #answerMillis: number;
  #turnedDown = false;

  constructor(access: ClusterAccess, answerMillis: number) {
    this.#access = access;
    this.#answerMillis = answerMillis;
  }

  /** Address of the API server, for messages. */
  get server(): string {
    return this.#access.server.origin;
  }

  /**
   * One answer, parsed.
   *
   * @throws ApiError for every other outcome, the end of the signal included
   */
  async get(request: ApiRequest): Promise<ApiAnswer> {
    const response = await this.#open(request);
    const etag = response.headers.etag;
    if (response.statusCode === 304) {
      response.resume();
      return { body: undefined, etag };
    }
    return { body: parse(await this.#text(response)), etag };
  }

  /**
   * The lines of an answer that goes on and on, each parsed; resolves when the API server ends it.
   *
   * @param onOpen is told that the answer has begun: that may be long before its first line
   *
   * @throws ApiError as `get`, and where the connection breaks
   */
  async follow(request: ApiRequest, onEvent: (event: unknown) => void, onOpen: () => void): Promise<void> {
    const response = await this.#open(request);
    onOpen();
    const decoder = new StringDecoder('utf8');
    let rest = '';
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        const text = decoder.write(chunk);
        // What has been looked through is not looked through again: an event may come in hundreds of chunks.
        if (text.includes('\n')) {
          const lines = (rest + text).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) {
            onEvent(parse(line));
          }
        } else {
          rest += text;
        }
        if (rest.length > MOST_BYTES) {
          throw tooLarge('an event');
        }
      }
    } catch (error) {
      throw asApiError(error);
    } finally {
      response.destroy();
    }
  }

  async #open(request: ApiRequest): Promise<IncomingMessage> {
    const credentials = await this.#credentials();
    const response = await this.#send(request, credentials);
    const status = response.statusCode ?? 0;
    this.#turnedDown = status === 401;
    if (status === 200 || status === 304) {
      return response;
    }
    // The server's own sentence names verb, resource and user; it is made of the request, not of objects.
    const text = await this.#text(response).catch(() => '');
    throw new ApiError(problemOfStatus(status), `HTTP ${status}: ${messageOf(text)}`, {
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

  #send({ path, accept, signal, etag }: ApiRequest, credentials: RequestOptions): Promise<IncomingMessage> {
    const { server } = this.#access;
    // Some API servers stand below a path, such as those behind a Rancher.
    const url = new URL(server.href.replace(/\/$/, '') + path);
    const headers = { ...credentials.headers, accept, ...(etag !== undefined && { 'if-none-match': etag }) };
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'http:' ? plainRequest : secureRequest;
      const outgoing = send(url, { ...credentials, headers, signal, method: 'GET' });
      const watchdog = new Watchdog(this.#answerMillis, () => outgoing.destroy(silent(this.#answerMillis)));
      outgoing.once('response', (response) => {
        watchdog.end();
        resolve(response);
      });
      outgoing.once('error', (error) => {
        watchdog.end();
        reject(asApiError(error));
      });
      outgoing.end();
    });
  }

  async #text(response: IncomingMessage): Promise<string> {
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
}

const silent = (millis: number): ApiError => new ApiError('unreachable', `no answer within ${millis / 1000} s`);

const tooLarge = (what: string): ApiError => new ApiError('too-large', `${what} of more than ${MOST_BYTES} bytes`);

/** The parser's own message quotes the text, which is somebody's object, so it is not passed on. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('unreadable', 'the answer is not JSON');
  }
}

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
