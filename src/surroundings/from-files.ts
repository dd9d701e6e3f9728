import { type ReadText, readDocuments } from '../manifests/documents.ts';
import { inShape } from '../manifests/shape.ts';
import type { SurroundingsStore } from './store.ts';

/**
 * Takes in what files say about Namespaces, PodDefaults and owners of gangs; other objects in them are passed over.
 *
 * @throws InputError where a file cannot be read, or an object does not have its kind's shape
 */
export function readSurroundings(files: readonly string[], surroundings: SurroundingsStore, readText: ReadText): void {
  for (const { object, origin } of files.flatMap((file) => readDocuments(file, readText))) {
    inShape(origin, () => surroundings.upsert(object));
  }
}
