import { by, type ObjectReader, objectsOf } from '../cluster-reading/object-reader.ts';
import type { ClusterEvent } from '../pod-report/story.ts';
import { eventSchema } from './shapes.ts';
import { whyNot } from './words.ts';

/** What the events of an object are chosen by. */
export interface EventObject {
  readonly kind: string;
  readonly name: string;
  /** Or events of an object of the same name that is gone would be among them. */
  readonly uid?: string | null | undefined;
}

/** The events of one object, the oldest first. */
export async function eventsOf(
  reader: ObjectReader,
  namespace: string,
  { kind, name, uid }: EventObject,
): Promise<{ readonly found: readonly ClusterEvent[]; readonly notes: readonly string[] }> {
  const selectors = { fieldSelector: `involvedObject.name=${name}` };
  const listed = await reader.list({ ...objectsOf('v1', 'events', namespace), selectors }, by(eventSchema));
  if (listed.kind !== 'read') {
    return { found: [], notes: [`${whyNot(listed)}, so what happened to it is not known`] };
  }
  const ofObject = listed.value.filter(
    ({ about }) => about.kind === kind && (!uid || about.uid === '' || about.uid === uid),
  );
  return { found: ofObject.sort((one, other) => one.at - other.at).map(({ event }) => event), notes: [] };
}
