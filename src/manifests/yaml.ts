import { type Document, isCollection, LineCounter, type ParsedNode, parseAllDocuments, visit } from 'yaml';
import { indentFlowLines } from './flow-indentation.ts';
import { readJsonStream } from './json-stream.ts';
import { isTooDeep, TOO_DEEP } from './nesting.ts';
import { KUBECTL_MERGE } from './yaml-merge.ts';
import { KUBECTL_SCALARS } from './yaml-scalars.ts';

/** One document of a stream: its value, or what is wrong with it and where. */
export type YamlDocument =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string };

/**
 * Takes a stream of YAML or JSON apart as kubectl does. Strictly first: only a document that YAML 1.2 refuses is read
 * again in the ways in which kubectl is more forgiving, so that what can be read is never rewritten.
 */
export function parseYaml(text: string): readonly YamlDocument[] {
  return splitStream(text).flatMap(({ content, line }) => {
    // kubectl reads JSON as JSON, which is quicker too.
    const json = readJsonStream(content);
    if (json !== undefined) {
      return json.map(bounded);
    }
    const strict = parse(content, line);
    return strict.every(({ ok }) => ok) ? strict : parse(inFormOf12(content), line);
  });
}

/** What libyaml takes beyond YAML 1.2: flow collections, quoted texts and comments that stand anywhere, and lines that end with CR. */
const inFormOf12 = (content: string): string => indentFlowLines(content.replace(/\r(?!\n)/g, '\n'));

const DEEP: YamlDocument = { ok: false, problem: TOO_DEEP };

/** A file that was put behind another one may bring its byte order mark along. */
const MARK_BEHIND_SEPARATOR = /^(---[^\n]*\n)\ufeff/;

/** The parts of a stream between `---` lines. */
function splitStream(text: string): readonly { readonly content: string; readonly line: number }[] {
  const parts: { content: string; line: number }[] = [];
  const all = text.split('\n');
  let lines: string[] = [];
  let first = 0;
  const finish = (next: number): void => {
    // The line end before a `---` belongs to the document; at the end of the text there may be none.
    const content = `${lines.join('\n')}${next < all.length ? '\n' : ''}`;
    parts.push({ content: content.replace(MARK_BEHIND_SEPARATOR, '$1'), line: first });
    lines = [];
    first = next;
  };
  for (const [index, line] of all.entries()) {
    // In front of the first document stand directives and comments, which belong to it.
    if (/^---(?=\s|$)/.test(line) && lines.some((each) => !/^(?:\s*(?:#.*)?|%.*)$/.test(each))) {
      finish(index);
    }
    lines.push(line);
  }
  finish(all.length);
  return parts;
}

const bounded = (value: unknown): YamlDocument => (isTooDeep(value) ? DEEP : { ok: true, value });

function parse(content: string, firstLine: number): readonly YamlDocument[] {
  const lineCounter = new LineCounter();
  const place = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `at line ${firstLine + line}, column ${col}`;
  };
  try {
    const documents = parseAllDocuments(content, {
      // Of two equal keys kubectl takes the last; looking for them would compare every key with every other.
      uniqueKeys: false,
      customTags: (tags) => [...KUBECTL_SCALARS, KUBECTL_MERGE, ...tags],
      lineCounter,
      prettyErrors: false,
      logLevel: 'silent',
    });
    return Array.isArray(documents) ? documents.map((document) => read(document, place)) : [];
  } catch (error) {
    if (error instanceof RangeError) {
      return [DEEP];
    }
    throw error;
  }
}

function read(document: Document.Parsed, place: (offset: number) => string): YamlDocument {
  const [error] = document.errors;
  if (error?.code === 'RESOURCE_EXHAUSTION') {
    return DEEP;
  }
  if (error !== undefined) {
    return { ok: false, problem: `${firstLineOf(error.message)} ${place(error.pos[0])}` };
  }
  const key = collectionAsKey(document);
  if (key !== undefined) {
    // What `{{ .Name }}` is in a template of Helm; kubectl refuses it too.
    return { ok: false, problem: `a key has to be a text, not a map or a list ${place(key.range[0])}` };
  }
  try {
    return bounded(document.toJS());
  } catch (thrown) {
    // An alias without an anchor, or aliases that would unfold to more than memory holds.
    return { ok: false, problem: (thrown as Error).message };
  }
}

function collectionAsKey(document: Document.Parsed): ParsedNode | undefined {
  let found: ParsedNode | undefined;
  visit(document, {
    Pair(_, { key }) {
      if (isCollection(key)) {
        found = key as ParsedNode;
        return visit.BREAK;
      }
      return undefined;
    },
  });
  return found;
}

const firstLineOf = (message: string): string => message.split('\n')[0] ?? '';
