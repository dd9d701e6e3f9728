import { STATUS_CODES } from 'node:http';
import type { BadRequestCode } from '../../telemetry/metrics-catalogue.ts';

/** Everything that is answered to a request that is no admission review. */
export type ErrorCode =
  | 'malformed-request'
  | 'malformed-json'
  | 'not-an-admission-review'
  | 'truncated-body'
  | 'not-https'
  | 'client-certificate-missing'
  | 'client-certificate-untrusted'
  | 'not-found'
  | 'method-not-allowed'
  | 'request-timeout'
  | 'body-too-large'
  | 'body-too-complex'
  | 'no-room'
  | 'not-json'
  | 'headers-too-large'
  | 'internal-error';

interface ErrorEntry {
  readonly status: BadRequestCode;
  readonly message: string;
  readonly remedy: string;
}

const SEND_A_REVIEW = 'send an AdmissionReview of admission.k8s.io/v1 as JSON, as the API server does';

/*
 * No answer carries Retry-After: with a 429 or a 5xx that has it the API server's client would sleep that long and ask
 * again, up to ten times, while somebody's pod waits. Without it any status but 200 fails the call at once.
 */
const CATALOGUE: Record<ErrorCode, ErrorEntry> = {
  'malformed-request': { status: 400, message: 'This is not an HTTP request.', remedy: SEND_A_REVIEW },
  'malformed-json': { status: 400, message: 'The body is not JSON.', remedy: SEND_A_REVIEW },
  'not-an-admission-review': { status: 400, message: 'The body is not an AdmissionReview.', remedy: SEND_A_REVIEW },
  'truncated-body': {
    status: 400,
    message: 'The body ended before it was complete.',
    remedy: 'send as many bytes as the header Content-Length says',
  },
  'not-https': {
    status: 400,
    message: 'Client sent an HTTP request to an HTTPS server.',
    remedy: 'use https://; probes and metrics have a plain HTTP port of their own',
  },
  'client-certificate-missing': {
    status: 401,
    message: 'The caller shows no client certificate, and clientCaFile is set.',
    remedy: 'give the API server a client certificate for this webhook, or leave clientCaFile out',
  },
  'client-certificate-untrusted': {
    status: 403,
    message: 'The client certificate is not one of clientCaFile.',
    remedy: 'give the API server one that this authority signed for client authentication and that has not expired',
  },
  'not-found': {
    status: 404,
    message: 'There is nothing at this path.',
    remedy: 'the webhook is at /mutate; probes and metrics are on a port of their own',
  },
  'method-not-allowed': {
    status: 405,
    message: 'This path does not take requests of this method.',
    remedy: 'use the method that the header Allow names',
  },
  'request-timeout': {
    status: 408,
    message: 'The request did not arrive in time.',
    remedy: 'send it faster, or raise requestTimeoutSeconds',
  },
  'body-too-large': {
    status: 413,
    message: 'The body is larger than the API server would send.',
    remedy: 'send at most 7 MiB',
  },
  'body-too-complex': {
    status: 413,
    message: 'The body has more objects, lists and elements than the API server would send.',
    remedy: 'send at most 300,000',
  },
  'no-room': {
    status: 503,
    message: 'The memory for bodies of requests is taken.',
    remedy:
      'nothing: the pod goes on as failurePolicy says; if it happens often, raise bodyMemoryMebibytes or set clientCaFile',
  },
  'not-json': {
    status: 415,
    message: 'The body is not declared as JSON.',
    remedy: 'send the header Content-Type: application/json',
  },
  'headers-too-large': { status: 431, message: 'The headers are too large.', remedy: 'send at most 16 KiB of headers' },
  'internal-error': {
    status: 500,
    message: 'Something unexpected went wrong inside the webhook.',
    remedy: 'see its log',
  },
};

export interface ErrorAnswer {
  readonly code: ErrorCode;
  readonly status: BadRequestCode;
  /** JSON. */
  readonly body: string;
}

/** @param message in place of the general one, where more can be said */
export function errorAnswer(code: ErrorCode, message?: string): ErrorAnswer {
  const entry = CATALOGUE[code];
  const body = { error: code, message: message ?? entry.message, remedy: entry.remedy };
  return { code, status: entry.status, body: `${JSON.stringify(body)}\n` };
}

/** The answer as it stands on the wire, for connections on which no HTTP conversation has come about. */
export function rawErrorAnswer({ status, body }: ErrorAnswer): string {
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

/** A request cannot be answered with a decision; the endpoint throws it, the error handler answers it. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message?: string) {
    super(message ?? CATALOGUE[code].message);
    this.code = code;
  }
}
