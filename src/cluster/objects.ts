import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { PROGRAM } from '../decision/vocabulary.ts';
import type { ClusterAccess } from './access.ts';
import { ApiError, asApiError, problemOfStatus } from './api-error.ts';
import type { ApiServerClock } from './clock.ts';

/** Longer than an API server that is well ever takes, and short beside the lives of certificates. */
const TIMEOUT_MILLIS = 5000;

/** Reads and writes single objects as raw JSON, so that fields which no library knows stay as they are. */
export class ObjectClient {
  readonly #access: ClusterAccess;
  readonly #clock: ApiServerClock;
  #turnedDown = false;

  constructor(access: ClusterAccess, clock: ApiServerClock) {
    this.#access = access;
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
    method: string,
    path: string,
    expected: readonly number[],
    body?: object,
    contentType = 'application/json',
  ): Promise<T | undefined> {
    const what = `${method} ${path}`;
    const answer = await this.#send(method, path, body && JSON.stringify(body), contentType).catch((error) => {
      const { problem, message } = asApiError(error);
      throw new ApiError(problem, `${what}: ${message}`);
    });
    this.#turnedDown = answer.status === 401;
    if (expected.includes(answer.status)) {
      return undefined;
    }
    if (answer.status < 200 || answer.status > 299) {
      throw new ApiError(problemOfStatus(answer.status), `${what}: HTTP ${answer.status}: ${reasonOf(answer.body)}`);
    }
    try {
      return JSON.parse(answer.body) as T;
    } catch {
      throw new ApiError('unreadable', `${what}: the answer is not JSON`);
    }
  }

  async #send(method: string, path: string, body: string | undefined, contentType: string): Promise<Answer> {
    const credentials = await this.#access.credentials(this.#turnedDown);
    // Some API servers stand below a path, such as those behind a Rancher.
    const url = new URL(this.#access.server.href.replace(/\/$/, '') + path);
    const headers = {
      ...credentials.headers,
      accept: 'application/json',
      'user-agent': PROGRAM,
      ...(body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
    };
    const send = url.protocol === 'http:' ? plainRequest : secureRequest;
    const signal = AbortSignal.timeout(TIMEOUT_MILLIS);
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void =>
        reject(
          signal.aborted
            ? new ApiError('unreachable', `no answer within ${TIMEOUT_MILLIS / 1000} s`)
            : asApiError(error),
        );
      const outgoing = send(url, { ...credentials, method, headers, signal }, (response) => {
        this.#clock.heard(response.headers.date);
        text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), fail);
      });
      outgoing.once('error', fail);
      outgoing.end(body);
    });
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Managed fields tell who wrote what. */
const owned = (path: string): string => `${path}?fieldManager=${PROGRAM}`;

/** The API server explains itself in a Status object. */
function reasonOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { readonly message?: unknown };
    return typeof message === 'string' ? message : 'no reason given';
  } catch {
    return 'no reason given';
  }
}
