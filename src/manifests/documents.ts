import { readFileSync } from 'node:fs';
import { LineCounter, parseAllDocuments } from 'yaml';
import { InputError } from './input-error.ts';

/** One object of the input, and where it came from. */
export interface InputDocument {
  /** For messages, such as `job.yaml, document 2`. */
  readonly origin: string;
  readonly object: KubernetesDocument;
}

export interface KubernetesDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** YAML 1.1 booleans, as kubectl reads them: `runai: yes` is a truth value, and refused where a string is wanted. */
const kubectlBoolean = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  identify: (value: unknown) => typeof value === 'boolean',
  test: /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/,
  resolve: (text: string) => /^(?:yes|on)$/i.test(text),
} as const;

/**
 * Takes YAML or JSON with any number of documents apart, Lists included.
 *
 * @param title of the source, for messages
 * @throws InputError where the text is no YAML or JSON, or holds something that is no Kubernetes object
 */
export function parseDocuments(text: string, title: string): readonly InputDocument[] {
  const documents = parseAllDocuments(separated(text), {
    // What kubectl's parser does: `<<: *defaults` merges a map.
    merge: true,
    customTags: (tags) => [...tags, kubectlBoolean],
    lineCounter: new LineCounter(),
    logLevel: 'silent',
  });
  if (!Array.isArray(documents)) {
    return [];
  }
  return documents.flatMap((document, index) => {
    const origin = documents.length === 1 ? title : `${title}, document ${index + 1}`;
    const [problem] = document.errors;
    if (problem !== undefined) {
      throw new InputError(`${origin}: ${firstLine(problem.message)}`);
    }
    const value = plainValue(document, origin);
    // A separator at the end of a file makes an empty document.
    return value === null || value === undefined ? [] : flatten(value, origin);
  });
}

/** What is wrong, and on which line; the lines behind it show the place. */
const firstLine = (message: string): string => (message.split('\n')[0] ?? '').replace(/:$/, '');

/** A stream of JSON objects, as `jq -c` writes it, needs separators to be YAML; in JSON no brace follows another so. */
const separated = (text: string): string =>
  /^\s*\{/.test(text) ? text.replace(/\}[ \t]*\r?\n\s*\{/g, '}\n---\n{') : text;

function plainValue(document: { toJS(): unknown }, origin: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias without an anchor, or aliases that would unfold to more than memory holds.
    throw new InputError(`${origin}: ${(error as Error).message}`);
  }
}

/** Texts of the files that a command was given, each read once; `-` is standard input. */
export type ReadText = (file: string) => string;

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

export const readDocuments = (file: string, readText: ReadText): readonly InputDocument[] =>
  parseDocuments(readText(file), fileTitle(file));

function flatten(value: unknown, origin: string): readonly InputDocument[] {
  if (!isKubernetesObject(value)) {
    throw new InputError(
      `${origin}: apiVersion and kind are missing, so this is no Kubernetes object${hintFor(value)}`,
    );
  }
  const { kind, items } = value;
  if (!kind.endsWith('List') || items === undefined || items === null) {
    return [{ origin, object: value }];
  }
  if (!Array.isArray(items)) {
    throw new InputError(`${origin}: items: expected a list`);
  }
  return items.flatMap((item: unknown, index) => flatten(withListKind(item, value), `${origin}, items[${index}]`));
}

/** The API server leaves `apiVersion` and `kind` out of the items of a PodList. */
function withListKind(item: unknown, list: KubernetesDocument): unknown {
  const itemKind = list.kind.slice(0, -'List'.length);
  return itemKind !== '' && typeof item === 'object' && item !== null
    ? { apiVersion: list.apiVersion, kind: itemKind, ...item }
    : item;
}

function isKubernetesObject(value: unknown): value is KubernetesDocument {
  return (
    typeof value === 'object' &&
    value !== null &&
    'apiVersion' in value &&
    typeof value.apiVersion === 'string' &&
    'kind' in value &&
    typeof value.kind === 'string'
  );
}

function hintFor(value: unknown): string {
  const isPipeline = typeof value === 'object' && value !== null && 'pipelineInfo' in value;
  return isPipeline ? '; this is a compiled KFP v2 pipeline: explain a pod of one of its runs instead' : '';
}
