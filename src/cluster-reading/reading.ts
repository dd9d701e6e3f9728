/** What came of reading something of a cluster. That it could not be read is an answer too. */
export type Reading<T> = Read<T> | Unread;

export interface Read<T> {
  readonly kind: 'read';
  readonly value: T;
  /** What is missing in it, for people. */
  readonly gaps: readonly string[];
}

export type Unread =
  /** The cluster has no such object, or no such kind. */
  | { readonly kind: 'missing'; readonly what: string }
  /** The rules that would permit it, as RBAC has them. */
  | { readonly kind: 'forbidden'; readonly what: string; readonly rules: readonly string[] }
  | { readonly kind: 'failed'; readonly problem: string };

export const read = <T>(value: T, gaps: readonly string[] = []): Read<T> => ({ kind: 'read', value, gaps });

export const failed = (problem: string): Reading<never> => ({ kind: 'failed', problem });

/** Why there is no value, as a clause for whoever can grant permissions. */
export function whyNot(reading: Unread): string {
  switch (reading.kind) {
    case 'missing':
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
  const forbidden = unread.filter((reading) => reading.kind === 'forbidden');
  const [first] = forbidden;
  return first === undefined ? unread[0] : { ...first, rules: [...new Set(forbidden.flatMap(({ rules }) => rules))] };
}

export const valueIn = <T>(reading: Reading<T> | undefined): T | undefined =>
  reading?.kind === 'read' ? reading.value : undefined;

/** Applies to what was read; what was not read stays so. */
export const mapReading = <T, U>(reading: Reading<T>, change: (value: T) => U): Reading<U> =>
  reading.kind === 'read' ? { ...reading, value: change(reading.value) } : reading;
