import { oneLine } from '../decision/values/text.ts';
import { type Explained, explain } from '../explain/explanation.ts';
import { findInputs } from '../explain/inputs.ts';
import { missingPodDefaults } from '../explain/notes/missing-pod-defaults.ts';
import { ownerLabels } from '../explain/notes/owner-labels.ts';
import { renderJson, renderYaml } from '../explain/render/data.ts';
import type { OutputFormat } from '../explain/render/output-format.ts';
import type { Paint } from '../explain/render/paint.ts';
import { renderText } from '../explain/render/text.ts';
import { type InputDocument, readFiles } from '../manifests/documents.ts';
import { fileTitle, type InputFile, type ReadText } from '../manifests/files.ts';
import { InputError } from '../manifests/input-error.ts';
import type { Settings } from '../settings/settings.ts';
import { takeIn } from '../surroundings/from-files.ts';
import { SurroundingsStore } from '../surroundings/store.ts';

export interface ExplainOptions {
  /** Files with what is to be explained; `-` is standard input. */
  readonly files: readonly InputFile[];
  /** Files with Namespaces, PodDefaults and owners of gangs. */
  readonly surroundings: readonly InputFile[];
  /** What is known already, such as from a cluster; the files say more, or otherwise. */
  readonly known?: SurroundingsStore;
  /** What could not be taken from there, for notes. */
  readonly passedOver?: readonly string[];
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
  const { decision } = options.settings;
  const surroundings = options.known ?? new SurroundingsStore(decision);
  const around = readFiles(options.surroundings, options.readText);
  const given = readFiles(options.files, options.readText);
  const passedOver = [
    ...(options.passedOver ?? []),
    ...around.passedOver,
    ...takeIn(around.documents, surroundings),
    ...given.passedOver,
  ];
  // All of them first: an owner counts for pods that stand before it in the files.
  const { inputs, owners, notes, idle } = findInputs(given.documents, surroundings, around.documents);
  if (inputs.length === 0) {
    throw new InputError([nothingFound(options.files, given.documents), ...passedOver, ...notes].join('\n'));
  }
  const explained = inputs.map((input) => explain(input, surroundings, decision));
  const all = [
    ...passedOver,
    ...notes,
    ...idle,
    ...ownerLabels(owners, explained, surroundings, decision),
    ...missingPodDefaults(explained, surroundings),
    ...assumptions(explained, options.output),
  ];
  return {
    stdout: render(explained, options),
    stderr: all.map((note) => `note: ${oneLine(note)}\n`).join(''),
    exitCode: explained.every((one) => one.explanation.allowed) ? 0 : 1,
  };
}

function nothingFound(files: readonly InputFile[], documents: readonly InputDocument[]): string {
  const titles = files.map(({ path }) => fileTitle(path));
  const shown =
    titles.length > 5 ? `${titles.slice(0, 5).join(', ')} and ${titles.length - 5} more` : titles.join(', ');
  const kinds = [...new Set(documents.map(({ object }) => object.kind))].join(', ') || 'nothing';
  return `${shown}: no pod to explain (found ${kinds})`;
}

/** Text output says beside each pod what was assumed; other formats have no room for it. */
function assumptions(explained: readonly Explained[], output: ExplainOptions['output']): readonly string[] {
  const unknown = explained.filter((one) => one.namespaceIsAssumed).map((one) => one.explanation.namespace);
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
      return renderJson(one(explained.map((each) => each.explanation)));
    case 'yaml':
      return renderYaml(one(explained.map((each) => each.explanation)));
    case 'patch':
      return renderJson(one(explained.map((each) => each.explanation.patch)));
  }
}
