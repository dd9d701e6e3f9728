import type { ClusterEvent } from '../pod-report/story.ts';
import { type ClusterReader, whyNot } from './reader.ts';
import { eventSchema } from './shapes.ts';

/** What the events of an object are chosen by. */
export interface EventObject {
  readonly kind: string;
  readonly name: string;
  /** Or events of an object of the same name that is gone would be among them. */
  readonly uid?: string | null | undefined;
}

/** The events of one object, the oldest first. */
export async function eventsOf(
  reader: ClusterReader,
  namespace: string,
  { kind, name, uid }: EventObject,
): Promise<{ readonly found: readonly ClusterEvent[]; readonly notes: readonly string[] }> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`;
  const selector = { fieldSelector: `involvedObject.name=${name}` };
  const listed = await reader.list({ path, selector }, eventSchema, 'events');
  if (listed.kind !== 'found') {
    return { found: [], notes: [`${whyNot(listed)}, so what happened to it is not known`] };
  }
  const ofObject = listed.object.filter(
    ({ about }) => about.kind === kind && (!uid || about.uid === '' || about.uid === uid),
  );
  return { found: ofObject.sort((one, other) => one.at - other.at).map(({ event }) => event), notes: [] };
}
