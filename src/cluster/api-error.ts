/** Why a request to the API server failed, as far as it changes what is done next. A closed list: it labels a metric. */
export const API_PROBLEMS = [
  'unreachable',
  'credentials',
  'unauthorized',
  'forbidden',
  'missing',
  'expired',
  'throttled',
  'too-large',
  'unreadable',
  'server',
] as const;

export type ApiProblem = (typeof API_PROBLEMS)[number];

/** A request to the API server that failed. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: ApiProblem;
  /** How long the API server asks to be left alone. */
  readonly retryAfterMillis: number;

  constructor(problem: ApiProblem, message: string, { retryAfterMillis = 0, cause }: ApiErrorDetails = {}) {
    super(message, { cause });
    this.problem = problem;
    this.retryAfterMillis = retryAfterMillis;
  }
}

interface ApiErrorDetails {
  readonly retryAfterMillis?: number;
  readonly cause?: unknown;
}

/** OpenSSL's words for a certificate of an authority that nobody here has heard of. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** kubectl also asks the machine's own list, where a company's authority may stand; Node.js has one of its own. */
const TRUST =
  "name the certificate's authority in the kubeconfig (certificate-authority), or its file in NODE_EXTRA_CA_CERTS, since Node.js does not read the machine's list";

/** Node's errors of a connection have a code, such as ECONNREFUSED; any other error is a fault of this program. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) {
    return error;
  }
  const { code, message, name } = error as NodeJS.ErrnoException;
  if (UNTRUSTED.has(code ?? '')) {
    return new ApiError('unreachable', `${message.split('; ')[0]}: ${TRUST}`);
  }
  return typeof code === 'string' || name === 'AbortError'
    ? new ApiError('unreachable', message || String(code))
    : new ApiError('unreadable', 'an answer could not be taken in', { cause: error });
}

/** What a status code means here, whether it is an HTTP status or stands in an `ERROR` event of a watch. */
export function problemOfStatus(code: number): ApiProblem {
  switch (code) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'missing';
    // "Gone": the version to go on from, or the list to go on with, is no longer kept.
    case 410:
      return 'expired';
    case 429:
      return 'throttled';
    default:
      return 'server';
  }
}

/** The cluster that was asked for cannot be used; the message is a sentence that says what to do. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
}
