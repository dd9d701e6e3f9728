/**
 * Milliseconds of the units of Go's durations. The micro sign and the Greek letter are escaped: one letter beyond Latin-1
 * doubles what the bundle's text takes in memory.
 */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  '\u00b5s': 1e-3,
  '\u03bcs': 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Digits can be matched in one way only: with two neighbouring runs of them, backtracking would try every split. */
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/gy;

/** Reads a duration as Go writes it, such as `3s`, `1m30s` or `1.5s`, in milliseconds. */
export function parseGoDuration(text: string): number | undefined {
  let total = 0;
  let end = 0;
  for (const [part, number, unit] of text.matchAll(PART)) {
    total += Number(number) * (UNITS[unit as string] as number);
    end += part.length;
  }
  return text !== '' && end === text.length ? total : undefined;
}

/** The query of a call to the webhook. */
export interface AdmissionQuery {
  /** How long the API server waits, in milliseconds; absent where it does not say, or not in a readable way. */
  readonly timeoutMillis?: number;
}

/** The API server's own is `timeout=10s`, perhaps with `dryRun`; anybody else may send what fits into a header. */
const MAX_QUERY_LENGTH = 256;

const NO_LIMIT: AdmissionQuery = {};

/**
 * Reads the query that the API server adds to the webhook's path: `timeout`, the time after which it goes on without
 * an answer. It is the same text for every request of a webhook configuration, so the last reading is remembered. A
 * longer text than the API server sends is neither read nor kept.
 */
export function admissionQueryReader(): (text: string) => AdmissionQuery {
  let lastText = '';
  let lastQuery = NO_LIMIT;
  return (text) => {
    if (text.length > MAX_QUERY_LENGTH) {
      return NO_LIMIT;
    }
    if (text !== lastText) {
      lastText = text;
      lastQuery = readQuery(text);
    }
    return lastQuery;
  };
}

function readQuery(text: string): AdmissionQuery {
  const timeoutMillis = parseGoDuration(new URLSearchParams(text).get('timeout') ?? '');
  // Not positive is no limit: an answer that may be late does no harm, none at all leaves the pod without its GPU.
  return timeoutMillis === undefined || timeoutMillis <= 0 ? NO_LIMIT : { timeoutMillis };
}
