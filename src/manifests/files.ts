import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from './input-error.ts';

/** Texts of the files that a command was given, each read once; `-` is standard input. */
export type ReadText = (file: string) => string;

/** A file that a command was given, by its name or with a folder. */
export interface InputFile {
  readonly path: string;
  /** A folder may hold anything; a file that was named has to be one that can be read. */
  readonly fromFolder: boolean;
}

/** The file as messages name it. */
export const fileTitle = (file: string): string => (file === '-' ? 'standard input' : file);

/**
 * Reads files as they are, and takes standard input from what was read before: a pipe may not have anything to say yet.
 *
 * @throws InputError where a file cannot be read
 */
export function textReader(standardInput: string): ReadText {
  return (file) => {
    if (file === '-') {
      return standardInput;
    }
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new InputError(`${file}: cannot be read: ${(error as Error).message}`);
    }
  };
}

/**
 * Files as they are, and of folders the files that kubectl would take: `.yaml`, `.yml` and `.json`, in order of their names.
 *
 * @param recursive takes what stands in folders below as well
 * @throws InputError where a folder holds none
 */
export function filesIn(paths: readonly string[], recursive: boolean): readonly InputFile[] {
  return paths.flatMap((path): readonly InputFile[] => {
    if (path === '-' || !isFolder(path)) {
      return [{ path, fromFolder: false }];
    }
    const found = manifestsIn(path, recursive);
    if (found.length === 0) {
      const below = recursive ? ', nor in a folder below' : '; -R takes those in folders below as well';
      throw new InputError(`${path}: no .yaml, .yml or .json file in this folder${below}`);
    }
    return found.map((file) => ({ path: file, fromFolder: true }));
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function manifestsIn(folder: string, recursive: boolean): readonly string[] {
  return entriesOf(folder)
    .sort(byName)
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return recursive ? manifestsIn(path, recursive) : [];
      }
      return /\.(?:ya?ml|json)$/.test(entry.name) ? [path] : [];
    });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new InputError(`${folder}: cannot be read: ${(error as Error).message}`);
  }
}

const byName = (one: Dirent, other: Dirent): number => (one.name < other.name ? -1 : 1);
