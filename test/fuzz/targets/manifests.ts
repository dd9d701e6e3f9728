import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { explainCommand } from '../../../src/commands/explain.ts';
import { explain } from '../../../src/explain/explanation.ts';
import { findInputs } from '../../../src/explain/inputs.ts';
import type { OutputFormat } from '../../../src/explain/render/output-format.ts';
import { plain } from '../../../src/explain/render/paint.ts';
import { readFiles } from '../../../src/manifests/documents.ts';
import { InputError } from '../../../src/manifests/input-error.ts';
import { SurroundingsStore } from '../../../src/surroundings/store.ts';
import { Finding, type FuzzTarget } from '../fuzz-target.ts';
import { USUAL, VARIANTS } from '../input/settings-variants.ts';
import { SMALL_MANIFESTS } from '../input/small-manifests.ts';
import { FIELDS, KEYS, TEXTS } from '../input/words.ts';
import { checkVerdict } from '../laws/verdict.ts';

const FORMATS: readonly OutputFormat[] = ['text', 'json', 'yaml', 'patch'];

/** YAML takes most of the time, so of every input only so many are read a second time. */
const LAWS_EVERY = 4;

/** Kinds with a controller of their own, whose pods are derived. */
const WORDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Notebook',
  'RayService',
  'RayJob',
  'WorkflowTemplate',
  'CronWorkflow',
  'PyTorchJob',
  'MPIJob',
  'TrainJob',
  'JobSet',
  'LeaderWorkerSet',
  'List',
  'AdmissionReview',
  'templateRef',
  'workflowTemplateRef',
  'withItems',
  'withParam',
  'withSequence',
  'podSpecPatch',
  '{{item}}',
  '{{inputs.parameters.a}}',
  '---\n',
  '&a ',
  '*a',
  '<<: ',
  '!!str ',
  '|-\n',
  '>\n',
  '? ',
];

/** Manifests as text, in YAML or JSON or neither: what a person gives to `explain`. */
export const manifests: FuzzTarget = {
  name: 'manifests',
  about: 'the text of manifests, through YAML and the controllers of `explain` to what it prints',
  maxBytes: 2 * 1024,
  isSync: true,
  words: [...WORDS, ...KEYS, ...FIELDS, ...TEXTS],
  seeds: () => [...SMALL_MANIFESTS.map((text) => Buffer.from(text)), ...files('../../../deploy/samples')],
  async open() {
    return (input) => {
      const text = Buffer.from(input).toString('utf8');
      const settings = VARIANTS[input.length % VARIANTS.length] ?? USUAL;
      const files = [{ path: 'input.yaml', fromFolder: input.length % 3 === 0 }];
      const readText = (): string => text;
      const output = FORMATS[input.length % FORMATS.length] as OutputFormat;
      try {
        const told = explainCommand({ files, surroundings: [], output, settings, paint: plain, readText });
        checkPrinted(told.stdout, output);
        checkLines(told.stderr);
      } catch (error) {
        if (!(error instanceof InputError)) {
          throw error;
        }
        return;
      }
      if (input.length % LAWS_EVERY > 0) {
        return;
      }
      // Once more by its parts, which show the pod as it was.
      const store = new SurroundingsStore(settings.decision);
      for (const found of findInputs(readFiles(files, readText).documents, store).inputs) {
        const { before, verdict } = explain(found, store, settings.decision);
        const again = (pod: unknown) => explain({ ...found, pod } as typeof found, store, settings.decision).verdict;
        checkVerdict(before, verdict, settings.decision, again);
      }
    };
  },
};

function checkPrinted(text: string, output: OutputFormat): void {
  checkLines(text);
  if (output === 'json' || output === 'patch') {
    JSON.parse(text);
  }
}

/** What goes to a terminal steers nothing there. */
function checkLines(text: string): void {
  const bad = /[^\P{Cc}\n]/u.exec(text);
  if (bad !== null) {
    throw new Finding(`a control character is printed, at ${bad.index} of: ${JSON.stringify(text)}`);
  }
}

function files(folder: string): readonly Uint8Array[] {
  const path = fileURLToPath(new URL(folder, import.meta.url));
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => readFileSync(`${path}/${name}`));
}
