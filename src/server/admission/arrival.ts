import type { FastifyRequest } from 'fastify';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { ConnectionTable } from '../connections/connection-table.ts';
import type { ArrivalClock } from './arrival-clock.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Since when the request was there, on the scale of `performance.now()`. */
    arrivedAt: number;
  }
}

/** For the hook `onRequest`, which runs when the headers have been read: notes the time, and counts who waits. */
export function noteArrival(clock: ArrivalClock, metrics: Metrics, connections: ConnectionTable) {
  return (request: FastifyRequest, _reply: unknown, done: () => void): void => {
    request.arrivedAt = clock.arrived();
    metrics.requestArrived();
    // Comes when the body has been read and answered, and when the connection breaks before.
    const connection = connections.of(request.raw.socket);
    connections.arrived(connection);
    request.raw.once('close', () => {
      metrics.requestLeft();
      connections.left(connection);
    });
    done();
  };
}
