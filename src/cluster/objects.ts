import { PROGRAM } from '../decision/vocabulary.ts';
import type { ClusterAccess } from './access.ts';
import { ApiError, asApiError } from './api-error.ts';
import type { ApiServerClock } from './clock.ts';
import { Connection, parseAnswer, type WireRequest } from './connection.ts';

/** Longer than an API server that is well ever takes, and short beside the lives of certificates. */
const ANSWER_MILLIS = 5000;

/** A whole call, also of an API server that sends a byte now and then. */
const CALL_MILLIS = 2 * ANSWER_MILLIS;

/** Reads and writes single objects as raw JSON, so that fields which no library knows stay as they are. */
export class ObjectClient {
  readonly #connection: Connection;
  readonly #clock: ApiServerClock;

  constructor(access: ClusterAccess, clock: ApiServerClock) {
    this.#connection = new Connection(access, ANSWER_MILLIS);
    this.#clock = clock;
  }

  /** `undefined` where there is no such object. */
  get<T>(path: string): Promise<T | undefined> {
    return this.#call<T>('GET', path, [404]);
  }

  /** `undefined` where there is one already. */
  create<T>(collection: string, object: object): Promise<T | undefined> {
    return this.#call<T>('POST', owned(collection), [409], object);
  }

  /** `undefined` where it was changed or removed since it was read. */
  replace<T>(path: string, object: object): Promise<T | undefined> {
    return this.#call<T>('PUT', owned(path), [404, 409], object);
  }

  /** Only for kinds of Kubernetes' own. `undefined` where it was changed or removed since it was read. */
  strategicMerge<T>(path: string, patch: object): Promise<T | undefined> {
    return this.#call<T>('PATCH', owned(path), [404, 409], patch, 'application/strategic-merge-patch+json');
  }

  /** @throws ApiError which says which call failed, and the API server's reason */
  async #call<T>(
    method: WireRequest['method'],
    path: string,
    expected: readonly number[],
    object?: object,
    contentType = 'application/json',
  ): Promise<T | undefined> {
    const body = object && JSON.stringify(object);
    const headers = { accept: 'application/json', ...(body !== undefined && contentOf(body, contentType)) };
    const signal = AbortSignal.timeout(CALL_MILLIS);
    try {
      const response = await this.#connection.open({ method, path, headers, body, signal });
      this.#clock.heard(response.headers.date);
      const status = response.statusCode ?? 0;
      if (expected.includes(status)) {
        response.resume();
        return undefined;
      }
      if (status < 200 || status > 299) {
        throw await this.#connection.refusal(response);
      }
      return parseAnswer(await this.#connection.text(response)) as T;
    } catch (error) {
      const { problem, message, cause } = asApiError(error);
      throw new ApiError(problem, `${method} ${path}: ${message}`, { cause });
    }
  }
}

const contentOf = (body: string, type: string) => ({
  'content-type': type,
  'content-length': String(Buffer.byteLength(body)),
});

/** Managed fields tell who wrote what. */
const owned = (path: string): string => `${path}?fieldManager=${PROGRAM}`;
