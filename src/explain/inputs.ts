import type { InputDocument } from '../manifests/documents.ts';
import type { SurroundingsStore } from '../surroundings/store.ts';
import { Expansion } from './expansion.ts';
import type { ExplainInput, Owner } from './explain-input.ts';
import { noteIdle } from './notes/idle-objects.ts';
import { noteRunning } from './notes/running-pods.ts';
import { References } from './references.ts';

export interface Findings {
  readonly inputs: readonly ExplainInput[];
  readonly owners: readonly Owner[];
  /** What a person should know about the input itself. */
  readonly notes: readonly string[];
  /** The objects that hold no pod, in notes of their own: beside pods they are worth a word. */
  readonly idle: readonly string[];
}

/**
 * Finds the pods in documents: those in there, those in AdmissionReviews, and those that controllers would make.
 * Namespaces, PodDefaults and owners of gangs on the way become known.
 *
 * @param known other documents, to which these may refer by name
 * @throws InputError where a document of a file that was named does not have its kind's shape
 */
export function findInputs(
  documents: readonly InputDocument[],
  surroundings: SurroundingsStore,
  known: readonly InputDocument[] = [],
): Findings {
  const references = new References([...documents, ...known]);
  const expansions = documents.map((document) => new Expansion(document, surroundings, references).run());
  const all = <T>(read: (expansion: Expansion) => readonly T[]): readonly T[] => expansions.flatMap(read);
  return {
    inputs: all(({ inputs }) => inputs),
    owners: all(({ owners }) => owners),
    notes: [...new Set([...all(({ notes }) => notes), ...noteRunning(all(({ running }) => running))])],
    idle: noteIdle(all(({ idle }) => idle)),
  };
}
