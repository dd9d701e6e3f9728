import type { FastifyRequest } from 'fastify';
import type { Metrics } from '../../telemetry/metrics.ts';
import type { ArrivalClock } from './arrival-clock.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Since when the request was there, on the scale of `performance.now()`. */
    arrivedAt: number;
  }
}

/** For the hook `onRequest`, which runs when the headers have been read: notes the time, and counts who waits. */
export function noteArrival(clock: ArrivalClock, metrics: Metrics) {
  const left = (): void => metrics.requestLeft();
  return (request: FastifyRequest, _reply: unknown, done: () => void): void => {
    request.arrivedAt = clock.arrived();
    metrics.requestArrived();
    // Comes when the body has been read and answered, and when the connection breaks before.
    request.raw.once('close', left);
    done();
  };
}
