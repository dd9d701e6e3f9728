import { type ApiError, asApiError } from '../../cluster/api-error.ts';
import { type MissingRule, ruleOf } from '../../cluster/permissions.ts';

/** What came of reading something of a cluster. That it could not be read is an answer too. */
export type Reading<T> =
  | {
      readonly kind: 'read';
      readonly value: T;
      /** What is missing in it, for people. */
      readonly gaps: readonly string[];
    }
  /** The cluster has no such kind. */
  | { readonly kind: 'not-installed'; readonly what: string }
  | { readonly kind: 'forbidden'; readonly rules: readonly string[] }
  | { readonly kind: 'failed'; readonly problem: string };

export type Unread = Exclude<Reading<unknown>, { kind: 'read' }>;

export const read = <T>(value: T, gaps: readonly string[] = []): Reading<T> => ({ kind: 'read', value, gaps });

export const failed = (problem: string): Reading<never> => ({ kind: 'failed', problem });

/** Why there is no value, as a sentence. */
export function whyNot(reading: Unread): string {
  switch (reading.kind) {
    case 'not-installed':
      return `${reading.what} is not installed`;
    case 'forbidden':
      return `needs the permission ${reading.rules.join(' and ')}`;
    case 'failed':
      return reading.problem;
  }
}

/** The first of several that keeps them from being read together; all rules that are missing, if permission is. */
export function firstUnread(readings: readonly Reading<unknown>[]): Unread | undefined {
  const unread = readings.flatMap((reading) => (reading.kind === 'read' ? [] : [reading]));
  const rules = unread.flatMap((reading) => (reading.kind === 'forbidden' ? reading.rules : []));
  return rules.length > 0 ? { kind: 'forbidden', rules: [...new Set(rules)] } : unread[0];
}

export const valueIn = <T>(reading: Reading<T>): T | undefined => (reading.kind === 'read' ? reading.value : undefined);

/** Applies to what was read; what was not read stays so. */
export const mapReading = <T, U>(reading: Reading<T>, change: (value: T) => U): Reading<U> =>
  reading.kind === 'read' ? { ...reading, value: change(reading.value) } : reading;

/**
 * Runs a request and takes its failure for an answer.
 *
 * @param what names in messages what was asked for
 */
export async function attempt<T>(
  what: string,
  rule: MissingRule,
  request: () => Promise<Reading<T>>,
): Promise<Reading<T>> {
  try {
    return await request();
  } catch (error) {
    return notRead(what, rule, asApiError(error));
  }
}

function notRead(what: string, rule: MissingRule, { problem, message, cause }: ApiError): Reading<never> {
  if (cause !== undefined) {
    // A fault of this program's own, and none of the cluster.
    throw cause;
  }
  switch (problem) {
    case 'forbidden':
      return { kind: 'forbidden', rules: [ruleOf(rule)] };
    case 'missing':
      return { kind: 'not-installed', what };
    default:
      return failed(`${what} cannot be read: ${message}`);
  }
}
