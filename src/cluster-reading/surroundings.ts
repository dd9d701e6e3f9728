import type { ServedResource } from '../cluster/discovery.ts';
import type { SurroundingsStore, UnreadableObject } from '../surroundings/store.ts';
import { type ObjectReader, objectsOf } from './object-reader.ts';
import type { Reading } from './reading.ts';
import { namedSchema } from './shapes.ts';

/** Names an object among those of its kind. */
export interface Key {
  readonly namespace: string;
  readonly name: string;
}

export interface Filling {
  /** Only objects of this namespace. */
  readonly namespace?: string | undefined;
  /** Is told each object that is left out. */
  readonly onUnreadable?: (object: UnreadableObject) => void;
}

/** Fills a store as the webhook's watches do, so that the same pods are judged by the same knowledge. */
export function fillStore(
  reader: ObjectReader,
  store: SurroundingsStore,
  resource: ServedResource,
  { namespace, onUnreadable }: Filling = {},
): Promise<Reading<readonly Key[]>> {
  const replacement = store.replacement(resource);
  const place = namespace === undefined ? resource : objectsOf(resource.apiVersion, resource.resource, namespace);
  return reader.list(place, (object) => {
    const [unreadable] = replacement.add([object]);
    if (unreadable !== undefined) {
      onUnreadable?.(unreadable);
      return undefined;
    }
    const metadata = namedSchema.safeParse(object).data?.metadata;
    return metadata && { namespace: metadata.namespace ?? '', name: metadata.name };
  });
}
