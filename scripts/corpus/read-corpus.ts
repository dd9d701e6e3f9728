import type { ExplainInput } from '../../src/explain/explain-input.ts';
import { findInputs } from '../../src/explain/inputs.ts';
import { readFiles } from '../../src/manifests/documents.ts';
import { filesIn, textReader } from '../../src/manifests/files.ts';
import type { SurroundingsStore } from '../../src/surroundings/store.ts';

export type PodInput = Extract<ExplainInput, { kind: 'pod' }>;

/** The pods of a corpus, and what holds none. */
export interface Corpus {
  readonly pods: readonly PodInput[];
  readonly passedOver: readonly string[];
}

/**
 * Reads every manifest in some folders, and derives the pods that controllers would make of them. Namespaces, PodDefaults
 * and owners of gangs become known on the way. What cannot be read is passed over by name: a corpus is other people's
 * files.
 */
export function readCorpus(folders: readonly string[], surroundings: SurroundingsStore): Corpus {
  const { documents, passedOver } = readFiles(filesIn(folders, true), textReader(''));
  const { inputs, notes, idle } = findInputs(documents, surroundings);
  return {
    pods: inputs.filter((input) => input.kind === 'pod'),
    passedOver: [...passedOver, ...notes, ...idle],
  };
}
