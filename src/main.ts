#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { CertificateError } from './certificates/serving-certificate.ts';
import { oneLine } from './decision/values/text.ts';
import { PROGRAM } from './decision/vocabulary.ts';
import { OUTPUT_FORMATS, type OutputFormat } from './explain/render/output-format.ts';
import { InputError } from './manifests/input-error.ts';
import { ListenError } from './server/listen.ts';
import { addSettingFlags, settingFlags } from './settings/flags.ts';
import { loadSettings, SettingsError } from './settings/load.ts';
import { ALL_SETTINGS, DECISION_SETTINGS } from './settings/schema.ts';
import { version } from './version.ts';

/*
 * The command line. Each command brings its own part of the program with it, when it runs: a server that starts has no
 * use for the controllers that `explain` knows, nor the other way round.
 */

/** What was given on the command line cannot be used; the message says what to do. */
const USAGE_EXIT_CODE = 2;

/** Their messages are sentences for whoever typed the command; of anything else the stack trace is wanted. */
const EXPECTED_ERRORS = [InputError, SettingsError, CertificateError, ListenError] as const;

/** What is known beside the pods, under both names of its flag. */
interface SurroundingsFlags {
  readonly namespaceManifest?: readonly string[];
  readonly surroundings?: readonly string[];
}

interface ServeFlags extends SurroundingsFlags {
  readonly config?: string;
  readonly dev?: true;
  readonly [setting: string]: unknown;
}

interface ExplainFlags extends SurroundingsFlags {
  readonly filename: readonly string[];
  readonly recursive?: true;
  readonly config?: string;
  readonly output: OutputFormat;
  readonly [setting: string]: unknown;
}

const repeatable = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

/** One flag for one thing, in every command; it once had another name in each. */
const namespaceManifest = (): Option =>
  new Option(
    '--namespace-manifest <file>',
    'file or folder with Namespaces, PodDefaults and owners of gangs; repeatable (also: --surroundings)',
  ).argParser(repeatable);

const surroundings = (): Option => new Option('--surroundings <file>').argParser(repeatable).hideHelp();

const program = new Command(PROGRAM)
  .description('Sends pods of opted-in namespaces to the Run:ai or KAI scheduler, with their project and GPU share.')
  .version(version)
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE);
  });

const explain = program
  .command('explain')
  .description('Say what would happen to pods, and why, without a cluster.')
  .requiredOption(
    '-f, --filename <file...>',
    'files or folders with pods or workloads, or - for standard input; repeatable',
    repeatable,
  )
  .option('-R, --recursive', 'take what stands in the folders below a folder as well')
  .addOption(namespaceManifest())
  .addOption(surroundings())
  .option('--config <file>', 'configuration file')
  .addOption(new Option('-o, --output <format>', 'output format').choices(OUTPUT_FORMATS).default('text'));

addSettingFlags(explain, DECISION_SETTINGS).action(async (flags: ExplainFlags) => {
  const [{ explainCommand }, { paintFor }, { filesIn, textReader }] = await Promise.all([
    import('./commands/explain.ts'),
    import('./explain/render/paint.ts'),
    import('./manifests/files.ts'),
  ]);
  const known = surroundingsOf(flags);
  const result = explainCommand({
    files: filesIn(flags.filename, flags.recursive === true),
    surroundings: filesIn(known, flags.recursive === true),
    output: flags.output,
    settings: loadSettings(flags.config, settingFlags(flags), process.env),
    paint: paintFor(process.stdout, process.env),
    readText: textReader(await standardInputFor([...flags.filename, ...known])),
  });
  process.stderr.write(result.stderr);
  process.stdout.write(result.stdout);
  process.exitCode = result.exitCode;
});

const serve = program
  .command('serve')
  .description('Answer the API server over HTTPS, until SIGTERM.')
  .option('--config <file>', 'configuration file')
  .addOption(namespaceManifest())
  .addOption(surroundings())
  .option('--dev', 'serve with a certificate that is made on the fly, to try it out on this machine');

addSettingFlags(serve, ALL_SETTINGS).action(async (flags: ServeFlags) => {
  const [{ serve }, { SurroundingsStore }] = await Promise.all([
    import('./commands/serve.ts'),
    import('./surroundings/store.ts'),
  ]);
  const settings = loadSettings(flags.config, settingFlags(flags), process.env);
  const surroundings = new SurroundingsStore(settings.decision);
  const files = surroundingsOf(flags);
  if (files.length > 0) {
    const [{ readSurroundings }, { filesIn, textReader }] = await Promise.all([
      import('./surroundings/from-files.ts'),
      import('./manifests/files.ts'),
    ]);
    const readText = textReader(await standardInputFor(files));
    for (const passedOver of readSurroundings(filesIn(files, false), surroundings, readText)) {
      complain(passedOver);
    }
  }
  await serve({ settings, surroundings, dev: flags.dev === true, version });
});

const surroundingsOf = ({ namespaceManifest = [], surroundings = [] }: SurroundingsFlags): readonly string[] => [
  ...namespaceManifest,
  ...surroundings,
];

/** A message of several lines stays one; what was typed or read must not steer a terminal. */
function complain(message: string): void {
  process.stderr.write(`${PROGRAM}: ${message.split('\n').map(oneLine).join('\n')}\n`);
}

/** Standard input is read to its end first, if a file is `-`: a pipe may take its time. */
const standardInputFor = async (files: readonly string[]): Promise<string> =>
  files.includes('-') ? await text(process.stdin) : '';

// Whoever reads our output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  await program.parseAsync();
} catch (error) {
  if (!EXPECTED_ERRORS.some((kind) => error instanceof kind)) {
    throw error;
  }
  complain((error as Error).message);
  process.exitCode = USAGE_EXIT_CODE;
}
