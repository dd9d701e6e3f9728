import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { ClusterAccess } from './access.ts';
import { asApiError } from './api-error.ts';
import { Connection, MOST_BYTES, parseAnswer, tooLarge } from './connection.ts';

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

/** Reads from an API server: a list or a watch is one GET, and the rest is up to the caller. */
export class ApiClient {
  readonly #connection: Connection;

  constructor(access: ClusterAccess, answerMillis: number) {
    this.#connection = new Connection(access, answerMillis);
  }

  /** Address of the API server, for messages. */
  get server(): string {
    return this.#connection.server;
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
    return { body: parseAnswer(await this.#connection.text(response)), etag };
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
            onEvent(parseAnswer(line));
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

  async #open({ path, accept, signal, etag }: ApiRequest): Promise<IncomingMessage> {
    const headers = { accept, ...(etag !== undefined && { 'if-none-match': etag }) };
    const response = await this.#connection.open({ method: 'GET', path, headers, signal });
    if (response.statusCode === 200 || response.statusCode === 304) {
      return response;
    }
    throw await this.#connection.refusal(response);
  }
}
