import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ServerSettings } from '../../settings/settings.ts';

export type RecyclingLimits = Pick<ServerSettings, 'maxRequestsPerConnection' | 'maxConnectionSeconds'>;

/** Limits differ by so much from connection to connection, so that not all are closed in one moment. */
const JITTER = 0.1;

/** What is used of fastify's reply, whichever kind of server it belongs to. */
interface Reply {
  readonly raw: ServerResponse;
  header(name: string, value: string): unknown;
}

type Done = (error: null, payload: unknown) => void;

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

  /** For the hook `onSend`, which runs right before an answer is written: leave may have been taken since its request. */
  readonly onSend = (_request: unknown, reply: Reply, payload: unknown, done: Done): void => {
    const { socket } = reply.raw;
    const age = socket === null ? undefined : this.#ages.get(socket);
    const isLast = age !== undefined && isDue(age, performance.now());
    if (isLast || this.#closeAll()) {
      reply.header('Connection', 'close');
    }
    done(null, payload);
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
