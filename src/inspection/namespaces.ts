import type { z } from 'zod';
import { type ObjectReader, objectIn, objectsOf } from '../cluster-reading/object-reader.ts';
import { mapReading, type Reading } from '../cluster-reading/reading.ts';
import type { StoredNamespace } from '../pod-report/story.ts';
import type { SurroundingsStore } from '../surroundings/store.ts';
import { namespaceSchema } from './shapes.ts';

/** One namespace, which the store then knows as the server does. */
export async function readNamespace(
  reader: ObjectReader,
  store: SurroundingsStore,
  namespace: string,
): Promise<Reading<StoredNamespace>> {
  const place = objectIn(objectsOf('v1', 'namespaces'), namespace);
  return mapReading(await reader.get(place, namespaceSchema, `namespace ${namespace}`), (found) => {
    const stored = storedNamespace(found);
    const { name, labels, annotations } = stored;
    store.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations } });
    return stored;
  });
}

/** A namespace with the times at which its labels were written, as its managed fields tell. */
export function storedNamespace({ metadata }: z.output<typeof namespaceSchema>): StoredNamespace {
  const labels = metadata.labels ?? {};
  const times = new Map<string, number>();
  for (const { time, fieldsV1 } of metadata.managedFields ?? []) {
    const at = Date.parse(time ?? '');
    for (const label of Object.keys(labels)) {
      if (owns(fieldsV1, label) && at > (times.get(label) ?? 0)) {
        times.set(label, at);
      }
    }
  }
  return { name: metadata.name, labels, annotations: metadata.annotations ?? {}, labelTimes: times };
}

/** The API server writes a manager's fields as nested maps, each key with `f:` before it. */
function owns(fields: unknown, label: string): boolean {
  let at = fields;
  for (const key of ['f:metadata', 'f:labels', `f:${label}`]) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) {
      return false;
    }
    at = (at as Record<string, unknown>)[key];
  }
  return true;
}
