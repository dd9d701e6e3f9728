import { stringify } from 'yaml';
import { type Explained, explain } from '../explain/explanation.ts';
import { findInputs } from '../explain/inputs.ts';
import type { OutputFormat } from '../explain/render/output-format.ts';
import type { Paint } from '../explain/render/paint.ts';
import { renderText } from '../explain/render/text.ts';
import { fileTitle, type ReadText, readDocuments } from '../manifests/documents.ts';
import { InputError } from '../manifests/input-error.ts';
import type { Settings } from '../settings/settings.ts';
import { readSurroundings } from '../surroundings/from-files.ts';
import { SurroundingsStore } from '../surroundings/store.ts';

export interface ExplainOptions {
  /** Files with what is to be explained; `-` is standard input. */
  readonly files: readonly string[];
  /** Files with Namespaces, PodDefaults and owners of gangs. */
  readonly surroundings: readonly string[];
  readonly output: OutputFormat;
  readonly settings: Settings;
  readonly paint: Paint;
  readonly readText: ReadText;
}

export interface ExplainResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 0: all allowed; 1: at least one refused. */
  readonly exitCode: 0 | 1;
}

/**
 * Explains what the webhook would do, offline, with the same core as the server.
 *
 * @throws InputError where the input cannot be read
 */
export function explainCommand(options: ExplainOptions): ExplainResult {
  const surroundings = new SurroundingsStore(options.settings.decision);
  readSurroundings(options.surroundings, surroundings, options.readText);
  const documents = options.files.flatMap((file) => readDocuments(file, options.readText));
  // All of them first: an owner counts for pods that stand before it in the files.
  const findings = documents.map((document) => findInputs(document, surroundings));
  const inputs = findings.flatMap((each) => each.inputs);
  if (inputs.length === 0) {
    const kinds = [...new Set(documents.map(({ object }) => object.kind))].join(', ') || 'nothing';
    const hints = findings.flatMap((each) => each.notes).map((note) => `\n${note}`);
    throw new InputError(
      `${options.files.map(fileTitle).join(', ')}: no pod to explain (found ${kinds})${hints.join('')}`,
    );
  }
  const explained = inputs.map((input) => explain(input, surroundings, options.settings.decision));
  const notes = [...findings.flatMap((each) => each.notes), ...assumptions(explained, options.output)];
  return {
    stdout: render(explained, options),
    stderr: notes.map((note) => `note: ${note}\n`).join(''),
    exitCode: explained.every((one) => one.explanation.allowed) ? 0 : 1,
  };
}

/** Text output says beside each pod what was assumed; other formats have no room for it. */
function assumptions(explained: readonly Explained[], output: ExplainOptions['output']): readonly string[] {
  const unknown = explained.filter((one) => !one.namespaceIsKnown).map((one) => one.explanation.namespace);
  return output === 'text' || unknown.length === 0
    ? []
    : [`namespace ${[...new Set(unknown)].join(', ')} not given with --namespace-manifest; counts as opted in`];
}

/** One object for a single input, a list for several, as a pipe to `jq` would want it. */
function render(explained: readonly Explained[], { output, paint }: ExplainOptions): string {
  const one = <T>(values: readonly T[]): T | readonly T[] => (values.length === 1 ? (values[0] as T) : values);
  switch (output) {
    case 'text':
      return `${explained.map((each) => renderText(each, paint)).join('\n\n')}\n`;
    case 'json':
      return `${JSON.stringify(one(explained.map((each) => each.explanation)), null, 2)}\n`;
    case 'yaml':
      return stringify(one(explained.map((each) => each.explanation)), { aliasDuplicateObjects: false });
    case 'patch':
      return `${JSON.stringify(one(explained.map((each) => each.explanation.patch)), null, 2)}\n`;
  }
}
