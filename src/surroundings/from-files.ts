import { type InputDocument, readFiles } from '../manifests/documents.ts';
import type { InputFile, ReadText } from '../manifests/files.ts';
import { InputError } from '../manifests/input-error.ts';
import { inShape } from '../manifests/shape.ts';
import type { SurroundingsStore } from './store.ts';

/**
 * Takes in what files say about Namespaces, PodDefaults and owners of gangs; other objects in them are passed over.
 *
 * @returns what could not be read in a folder, where anything may lie; for messages
 * @throws InputError where a file that was named cannot be read, or an object does not have its kind's shape
 */
export function readSurroundings(
  files: readonly InputFile[],
  surroundings: SurroundingsStore,
  readText: ReadText,
): readonly string[] {
  const { documents, passedOver } = readFiles(files, readText);
  return [...passedOver, ...takeIn(documents, surroundings)];
}

/** As `readSurroundings`, for documents that were read already. */
export function takeIn(documents: readonly InputDocument[], surroundings: SurroundingsStore): readonly string[] {
  return documents.flatMap(({ object, origin, fromFolder }) => {
    try {
      inShape(origin, () => surroundings.upsert(object));
      return [];
    } catch (error) {
      if (fromFolder && error instanceof InputError) {
        return [`${error.message}; the object is passed over`];
      }
      throw error;
    }
  });
}
