import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Mode } from '../../admission/mode.ts';
import { type AdmissionReviewResponse, respond } from '../../admission/response.ts';
import { type ReviewRequest, readReview } from '../../admission/review.ts';
import { judgeObject, ownFault, skippedRequest, type Verdict } from '../../admission/verdict.ts';
import type { Surroundings } from '../../decision/known/surroundings.ts';
import type { DecisionSettings } from '../../decision/settings.ts';
import { DecisionRecorder } from '../../telemetry/decision-record.ts';
import type { Telemetry } from '../../telemetry/telemetry.ts';
import { BadRequest } from '../errors/answers.ts';
import { sendJson } from '../json-reply.ts';
import type { ArrivalClock } from './arrival-clock.ts';
import type { AdmissionQuery } from './deadline.ts';

export const ADMISSION_PATH = '/mutate';

export interface AdmissionParts {
  readonly settings: DecisionSettings;
  /** Whether decisions are carried out, or only told. */
  readonly mode: Mode;
  readonly surroundings: Surroundings;
  readonly telemetry: Telemetry;
  readonly clock: ArrivalClock;
  /** Is told of every valid review. */
  readonly reviewed: (socket: Socket) => void;
}

export interface AdmissionRoute {
  /** As text: it is parsed here, once, so that what is no JSON can be told from what is no review. */
  Body: string | undefined;
  Querystring: AdmissionQuery;
}

/**
 * Handles a call of the webhook, from text to answer without a pause: nothing is awaited while a pod waits.
 *
 * @throws BadRequest where the body is no AdmissionReview
 */
export function admissionEndpoint(parts: AdmissionParts) {
  const { clock, telemetry, mode, reviewed } = parts;
  const recorder = new DecisionRecorder(telemetry);
  return (request: FastifyRequest<AdmissionRoute>, reply: FastifyReply<AdmissionRoute>): void => {
    if (request.body === undefined) {
      throw new BadRequest('not-json');
    }
    const { arrivedAt } = request;
    const review = readRequest(request.body);
    reviewed(request.raw.socket);
    const { timeoutMillis } = request.query;
    const isLate = timeoutMillis !== undefined && clock.now() - arrivedAt >= timeoutMillis;
    const { verdict, answer } = decideAndRender(review, isLate, parts);
    sendJson(reply, answer);
    recorder.record(review, verdict, clock.now() - arrivedAt, mode, traceparentOf(request));
  };
}

/** Node joins what a caller sends twice, and the result is none. */
function traceparentOf({ headers }: FastifyRequest<AdmissionRoute>): string | undefined {
  const { traceparent } = headers;
  return typeof traceparent === 'string' ? traceparent : undefined;
}

function readRequest(text: string): ReviewRequest {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new BadRequest('malformed-json', `The body is not JSON: ${(error as Error).message}`);
  }
  const reading = readReview(body);
  if (!reading.ok) {
    throw new BadRequest('not-an-admission-review', `The body is not an AdmissionReview: ${reading.problem}`);
  }
  return reading.request;
}

interface Answer {
  readonly verdict: Verdict;
  readonly answer: string;
}

/** From here on a pod is waiting, and a fault of ours, wherever it is, must let it pass. */
function decideAndRender(review: ReviewRequest, isLate: boolean, parts: AdmissionParts): Answer {
  try {
    return render(review, judge(review, isLate, parts), parts.mode);
  } catch (error) {
    return render(review, ownFault('internal-error', error), parts.mode);
  }
}

function judge(review: ReviewRequest, isLate: boolean, { surroundings, settings }: AdmissionParts): Verdict {
  if (!review.createsPod) {
    return skippedRequest;
  }
  // The API server has gone on without us, and the pod exists as it came: no decision must be claimed in the log.
  return isLate ? ownFault('deadline-exceeded') : judgeObject(review.object, review.namespace, surroundings, settings);
}

function render(review: ReviewRequest, verdict: Verdict, mode: Mode): Answer {
  const response: AdmissionReviewResponse = respond(review.uid, verdict, mode);
  return { verdict, answer: JSON.stringify(response) };
}
