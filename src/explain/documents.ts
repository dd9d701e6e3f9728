import { readFileSync } from 'node:fs';
import { LineCounter, parseAllDocuments } from 'yaml';

/** The input cannot be used; the message names file, document and field. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

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

const STANDARD_INPUT = 0;

/**
 * Reads YAML or JSON with any number of documents; Lists are taken apart.
 *
 * @param file a path, or `-` for standard input
 * @throws InputError where the file cannot be read, is no YAML or JSON, or holds something that is no Kubernetes object
 */
export function readDocuments(file: string): readonly InputDocument[] {
  const name = fileTitle(file);
  const lines = new LineCounter();
  const documents = parseAllDocuments(readText(file, name), {
    lineCounter: lines,
    intAsBigInt: false,
    logLevel: 'silent',
  });
  if (!Array.isArray(documents)) {
    return [];
  }
  return documents.flatMap((document, index) => {
    const origin = documents.length === 1 ? name : `${name}, document ${index + 1}`;
    const [problem] = document.errors;
    if (problem !== undefined) {
      throw new InputError(`${origin}: ${problem.message.split('\n')[0]}`);
    }
    const value: unknown = document.toJS();
    // A separator at the end of a file makes an empty document.
    return value === null || value === undefined ? [] : flatten(value, origin);
  });
}

/** The file as messages name it. */
export const fileTitle = (file: string): string => (file === '-' ? 'standard input' : file);

function readText(file: string, name: string): string {
  try {
    return readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch (error) {
    throw new InputError(`${name}: cannot be read: ${(error as Error).message}`);
  }
}

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
