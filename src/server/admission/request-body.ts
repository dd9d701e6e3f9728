import type { IncomingMessage } from 'node:http';
import type { Metrics } from '../../telemetry/metrics.ts';
import { MAX_BODY_BYTES, MAX_DISCARDED_BYTES } from '../connections/limits.ts';
import { BadRequest } from '../errors/answers.ts';
import type { ArrivalClock } from './arrival-clock.ts';

/** A body as text, and since when its request was there. */
export interface ReceivedBody {
  readonly text: string;
  /** On the scale of `performance.now()`. */
  readonly arrivedAt: number;
}

type Done = (error: Error | null, body?: ReceivedBody) => void;

/**
 * Fastify's content type parser for JSON. It hands the text over unparsed: the endpoint parses it once, by itself, so
 * that it can tell its faults apart. It reads the stream by itself because it is the one place that is called when a
 * request's headers have arrived, and that learns how the request went on.
 */
export function bodyReader(clock: ArrivalClock, metrics: Metrics) {
  return (_request: unknown, payload: IncomingMessage, done: Done): void => {
    const arrivedAt = clock.arrived();
    metrics.requestArrived();
    readText(payload, (result) => {
      // First, since the answer is given within the call below.
      metrics.requestLeft();
      if (result instanceof BadRequest) {
        done(result);
      } else if (result !== CLIENT_GONE) {
        done(null, { text: result, arrivedAt });
      }
    });
  };
}

/** The connection broke before the end of the body: there is nobody to answer. */
const CLIENT_GONE = Symbol('client gone');

function readText(payload: IncomingMessage, done: (result: string | BadRequest | typeof CLIENT_GONE) => void): void {
  let chunks: Buffer[] = [];
  let received = 0;

  const finish = (result: Parameters<typeof done>[0]): void => {
    payload.off('data', onData).off('end', onEnd).off('close', onClose);
    done(result);
  };
  const onData = (chunk: Buffer): void => {
    received += chunk.length;
    if (received <= MAX_BODY_BYTES) {
      chunks.push(chunk);
      return;
    }
    chunks = [];
    if (received > MAX_DISCARDED_BYTES) {
      finish(new BadRequest('body-too-large'));
    }
  };
  const onEnd = (): void => {
    finish(received <= MAX_BODY_BYTES ? textOf(chunks, received) : new BadRequest('body-too-large'));
  };
  const onClose = (): void => finish(CLIENT_GONE);

  if (Number(payload.headers['content-length']) > MAX_DISCARDED_BYTES) {
    finish(new BadRequest('body-too-large'));
    return;
  }
  payload.on('data', onData).on('end', onEnd).on('close', onClose);
}

/** Most bodies come in one piece, which is decoded where it lies. */
function textOf(chunks: readonly Buffer[], length: number): string {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first.toString() : Buffer.concat(chunks, length).toString();
}
