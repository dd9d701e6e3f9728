import { type ObjectReader, objectsOf } from '../cluster-reading/object-reader.ts';
import { mapReading, type Reading } from '../cluster-reading/reading.ts';
import { tellsOwnRefusal } from '../registration/webhook-configuration.ts';
import { eventSchema } from './shapes.ts';

/**
 * By namespace: how many objects had pods refused. A refused pod is nowhere, and its controller's event is all that tells;
 * the API server keeps it for an hour. Tries are not counted: a controller may make hundreds.
 *
 * @param only one namespace, or `undefined` for all
 */
export async function refusedObjects(
  reader: ObjectReader,
  only: string | undefined,
): Promise<Reading<ReadonlyMap<string, number>>> {
  const objects = new Map<string, Set<string>>();
  const selectors = { fieldSelector: 'type=Warning' };
  const listed = await reader.list({ ...objectsOf('v1', 'events', only), selectors }, (object) => {
    const { success, data } = eventSchema.safeParse(object);
    if (success && tellsOwnRefusal(data.event.message)) {
      const { kind, name, namespace } = data.about;
      const known = objects.get(namespace) ?? new Set();
      objects.set(namespace, known.add(`${kind}/${name}`));
    }
    return null;
  });
  return mapReading(listed, () => new Map([...objects].map(([namespace, known]) => [namespace, known.size])));
}
