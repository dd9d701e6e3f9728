import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ServerSettings } from '../../settings/settings.ts';

export type RecyclingLimits = Pick<ServerSettings, 'maxRequestsPerConnection' | 'maxConnectionSeconds'>;

/** Limits differ by so much from connection to connection, so that not all are closed in one moment. */
const JITTER = 0.1;

interface ConnectionAge {
  requestsLeft: number;
  readonly expiresAt: number;
}

/**
 * Has connections closed after a while, by `Connection: close` on an answer, which no client takes for a failure. The
 * API server stays on a kept-alive connection as long as it can, so without this a new replica would get no requests.
 */
export class ConnectionRecycling {
  readonly #ages = new WeakMap<Socket, ConnectionAge>();
  readonly #limits: RecyclingLimits;
  readonly #closeAll: () => boolean;

  /** @param closeAll whether every answer shall close its connection, which is how the program takes leave */
  constructor(limits: RecyclingLimits, closeAll: () => boolean) {
    this.#limits = limits;
    this.#closeAll = closeAll;
  }

  /** Begins to count, with the limits of this connection. */
  readonly opened = (socket: Socket): void => {
    this.#ages.set(socket, newAge(this.#limits, performance.now()));
  };

  /** To be called once for every answer, right before it is written: leave may have been taken since its request. */
  readonly prepare = (response: ServerResponse): void => {
    const age = response.socket === null ? undefined : this.#ages.get(response.socket);
    const isLast = age !== undefined && isDue(age, performance.now());
    if (isLast || this.#closeAll()) {
      response.setHeader('Connection', 'close');
    }
  };
}

function newAge({ maxRequestsPerConnection, maxConnectionSeconds }: RecyclingLimits, now: number): ConnectionAge {
  const requests = Math.max(1, Math.round(jittered(maxRequestsPerConnection)));
  return {
    requestsLeft: maxRequestsPerConnection === 0 ? Number.POSITIVE_INFINITY : requests,
    expiresAt: maxConnectionSeconds === 0 ? Number.POSITIVE_INFINITY : now + jittered(maxConnectionSeconds) * 1000,
  };
}

const jittered = (value: number): number => value * (1 + JITTER * (2 * Math.random() - 1));

function isDue(age: ConnectionAge, now: number): boolean {
  age.requestsLeft -= 1;
  return age.requestsLeft <= 0 || now >= age.expiresAt;
}
