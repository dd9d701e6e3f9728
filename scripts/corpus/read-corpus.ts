import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readDocuments, textReader } from '../../src/explain/documents.ts';
import { InputError } from '../../src/explain/input-error.ts';
import { findSubjects, type Subject } from '../../src/explain/subjects.ts';
import type { ManifestSurroundings } from '../../src/surroundings/manifest-surroundings.ts';

export type PodSubject = Extract<Subject, { kind: 'pod' }>;

/** The pods of a corpus, and what holds none. */
export interface Corpus {
  readonly pods: readonly PodSubject[];
  readonly passedOver: readonly string[];
}

/**
 * Reads every manifest in some folders, and derives the pods that controllers would make of them. Namespaces, PodDefaults
 * and owners of gangs become known on the way. A file that cannot be read is passed over by name: a corpus is other
 * people's files.
 */
export function readCorpus(folders: readonly string[], surroundings: ManifestSurroundings): Corpus {
  const pods: PodSubject[] = [];
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
          const { subjects } = findSubjects(document, surroundings);
          const found = subjects.filter((subject) => subject.kind === 'pod');
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
