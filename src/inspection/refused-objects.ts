import type { Looked } from '../pod-report/story.ts';
import { WEBHOOK_NAMES } from '../registration/webhook-configuration.ts';
import type { ClusterReader } from './reader.ts';
import { eventSchema } from './shapes.ts';

/** The API server's words around a refusal, which controllers put into their events. */
const REFUSALS = Object.values(WEBHOOK_NAMES).map((name) => `admission webhook "${name}" denied the request`);

/**
 * By namespace: how many objects had pods refused. A refused pod is nowhere, and its controller's event is all that tells;
 * the API server keeps it for an hour. Tries are not counted: a controller may make hundreds.
 *
 * @param within such as `/namespaces/lab`, or empty for all
 */
export async function refusedObjects(
  reader: ClusterReader,
  within: string,
): Promise<Looked<ReadonlyMap<string, number>>> {
  const objects = new Map<string, Set<string>>();
  const listed = await reader.each(
    { path: `/api/v1${within}/events`, selector: { fieldSelector: 'type=Warning' } },
    'events',
    (object) => {
      const { success, data } = eventSchema.safeParse(object);
      if (success && REFUSALS.some((words) => data.event.message.includes(words))) {
        const { kind, name, namespace } = data.about;
        const known = objects.get(namespace) ?? new Set();
        objects.set(namespace, known.add(`${kind}/${name}`));
      }
    },
  );
  return listed.kind === 'found'
    ? { kind: 'found', object: new Map([...objects].map(([namespace, known]) => [namespace, known.size])) }
    : listed;
}
