import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ExplainInput, findInputs } from '../../src/explain/inputs.ts';
import { readDocuments, textReader } from '../../src/manifests/documents.ts';
import { InputError } from '../../src/manifests/input-error.ts';
import type { SurroundingsStore } from '../../src/surroundings/store.ts';

export type PodInput = Extract<ExplainInput, { kind: 'pod' }>;

/** The pods of a corpus, and what holds none. */
export interface Corpus {
  readonly pods: readonly PodInput[];
  readonly passedOver: readonly string[];
}

/**
 * Reads every manifest in some folders, and derives the pods that controllers would make of them. Namespaces, PodDefaults
 * and owners of gangs become known on the way. A file that cannot be read is passed over by name: a corpus is other
 * people's files.
 */
export function readCorpus(folders: readonly string[], surroundings: SurroundingsStore): Corpus {
  const pods: PodInput[] = [];
  const passedOver: string[] = [];
  const readText = textReader('');
  const tolerating = (where: string, read: () => void): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      passedOver.push(error.message.startsWith(where) ? error.message : `${where}: ${error.message}`);
    }
  };
  for (const file of folders.flatMap(manifestFiles)) {
    tolerating(file, () => {
      for (const document of readDocuments(file, readText)) {
        tolerating(document.origin, () => {
          const { inputs } = findInputs(document, surroundings);
          const found = inputs.filter((input) => input.kind === 'pod');
          pods.push(...found);
          if (found.length === 0) passedOver.push(`${document.origin}: ${document.object.kind}, which has no pod`);
        });
      }
    });
  }
  return { pods, passedOver };
}

function manifestFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}
