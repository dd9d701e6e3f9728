import type { ApiClient } from '../cluster/client.ts';
import { usableBut } from '../cluster-reading/attempt.ts';
import { ObjectReader } from '../cluster-reading/object-reader.ts';
import type { Reading, Unread } from '../cluster-reading/reading.ts';

/** Reads for a report: what is not there or not permitted is an answer too, and a cluster that cannot be used an error. */
export const reportReader = (client: ApiClient): ObjectReader =>
  new ObjectReader(client, { giveUp: usableBut(client.server, 'missing', 'forbidden', 'unreadable') });

/** Why there is nothing, for a note to somebody who works in a namespace. */
export function whyNot(unread: Unread): string {
  switch (unread.kind) {
    case 'missing':
      return 'it is not there any more';
    case 'forbidden':
      return `you may not read ${unread.what}`;
    case 'failed':
      return unread.problem;
  }
}

/** A note on what is said without it; that something is not there the report itself tells. */
export const notesOn = (reading: Reading<unknown> | undefined, without: string): readonly string[] =>
  reading?.kind === 'forbidden' || reading?.kind === 'failed' ? [`${whyNot(reading)}, ${without}`] : [];
