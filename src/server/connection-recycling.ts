import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { ServerSettings } from '../settings/settings.ts';

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
 *
 * @param closeAll whether every answer shall close its connection, which is how the program takes leave
 */
export function recycleConnections(
  server: Server,
  limits: RecyclingLimits,
  closeAll: () => boolean,
  now: () => number = () => performance.now(),
): void {
  const ages = new WeakMap<Socket, ConnectionAge>();
  server.on('secureConnection', (socket) => ages.set(socket, newAge(limits, now())));
  // In front of the framework's own handler, so that it holds for every answer, errors included.
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const age = ages.get(socket);
    if (closeAll() || (age !== undefined && isDue(age, now()))) {
      response.setHeader('Connection', 'close');
    }
  });
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
