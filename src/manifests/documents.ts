import { fileTitle, type InputFile, type ReadText } from './files.ts';
import { InputError } from './input-error.ts';
import { parseYaml, type YamlDocument } from './yaml.ts';

/** One object of the input, and where it came from. */
export interface InputDocument {
  /** For messages, such as `job.yaml, document 2`. */
  readonly origin: string;
  readonly object: KubernetesDocument;
  /** Whether nobody named the file: what cannot be read is passed over then, and said. */
  readonly fromFolder: boolean;
}

export interface KubernetesDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** What files hold, and what is no manifest among the files of folders. */
export interface DocumentsOfFiles {
  readonly documents: readonly InputDocument[];
  /** For messages. */
  readonly passedOver: readonly string[];
}

/**
 * Reads files one after the other, and takes Lists apart. What lies in a folder may be anything, and is passed over where
 * it is no manifest.
 *
 * @throws InputError where a file that was named cannot be read, or holds what is no Kubernetes object
 */
export function readFiles(files: readonly InputFile[], readText: ReadText): DocumentsOfFiles {
  const documents: InputDocument[] = [];
  const passedOver: string[] = [];
  for (const file of files) {
    const tolerate = (read: () => void): void => {
      try {
        read();
      } catch (error) {
        if (!(file.fromFolder && error instanceof InputError)) {
          throw error;
        }
        passedOver.push(`${error.message}; passed over`);
      }
    };
    tolerate(() => {
      const found = parseYaml(readText(file.path));
      for (const [index, document] of found.entries()) {
        const title = fileTitle(file.path);
        const origin = found.length === 1 ? title : `${title}, document ${index + 1}`;
        tolerate(() => {
          for (const object of objectsIn(document, origin, file.fromFolder)) {
            documents.push(object);
          }
        });
      }
    });
  }
  return { documents, passedOver };
}

function objectsIn(document: YamlDocument, origin: string, fromFolder: boolean): readonly InputDocument[] {
  if (!document.ok) {
    throw new InputError(`${origin}: ${document.problem}`);
  }
  // A separator at the end of a file makes an empty document.
  return document.value === null || document.value === undefined ? [] : flatten(document.value, origin, fromFolder);
}

function flatten(value: unknown, origin: string, fromFolder: boolean): readonly InputDocument[] {
  if (!isKubernetesObject(value)) {
    throw new InputError(`${origin}: ${whatIsMissing(value)}, so this is no Kubernetes object${hintFor(value)}`);
  }
  const { kind, items } = value;
  if (!kind.endsWith('List') || items === undefined) {
    return [{ origin, object: value, fromFolder }];
  }
  if (items === null) {
    return [];
  }
  if (!Array.isArray(items)) {
    throw new InputError(`${origin}: items: expected a list`);
  }
  return items.flatMap((item: unknown, index) =>
    flatten(withListKind(item, value), `${origin}, items[${index}]`, fromFolder),
  );
}

/** The API server leaves `apiVersion` and `kind` out of the items of a PodList. */
function withListKind(item: unknown, list: KubernetesDocument): unknown {
  const itemKind = list.kind.slice(0, -'List'.length);
  return itemKind !== '' && typeof item === 'object' && item !== null
    ? { apiVersion: list.apiVersion, kind: itemKind, ...item }
    : item;
}

/** Whether a value says of itself that it is an object of Kubernetes. */
export function isKubernetesObject(value: unknown): value is KubernetesDocument {
  return (
    typeof value === 'object' &&
    value !== null &&
    'apiVersion' in value &&
    typeof value.apiVersion === 'string' &&
    'kind' in value &&
    typeof value.kind === 'string'
  );
}

function whatIsMissing(value: unknown): string {
  const has = (key: string): boolean => typeof Object(value)[key] === 'string';
  if (has('kind')) {
    return 'apiVersion is missing';
  }
  return has('apiVersion') ? 'kind is missing' : 'apiVersion and kind are missing';
}

function hintFor(value: unknown): string {
  const isPipeline = typeof value === 'object' && value !== null && 'pipelineInfo' in value;
  return isPipeline ? '; this is a compiled KFP v2 pipeline: explain a pod of one of its runs instead' : '';
}
