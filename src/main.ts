#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { CertificateError } from './certificates/serving-certificate.ts';
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

interface ServeFlags {
  readonly surroundings?: readonly string[];
  readonly config?: string;
  readonly dev?: true;
  readonly [setting: string]: unknown;
}

interface ExplainFlags {
  readonly filename: readonly string[];
  readonly namespaceManifest?: readonly string[];
  readonly config?: string;
  readonly output: OutputFormat;
  readonly [setting: string]: unknown;
}

const repeatable = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

const SURROUNDINGS = 'file with Namespaces, PodDefaults and owners of gangs; repeatable';

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
    '-f, --filename <file>',
    'file with pods or workloads, or - for standard input; repeatable',
    repeatable,
  )
  .option('--namespace-manifest <file>', SURROUNDINGS, repeatable)
  .option('--config <file>', 'configuration file')
  .addOption(new Option('-o, --output <format>', 'output format').choices(OUTPUT_FORMATS).default('text'));

addSettingFlags(explain, DECISION_SETTINGS).action(async (flags: ExplainFlags) => {
  const [{ explainCommand }, { paintFor }, { textReader }] = await Promise.all([
    import('./commands/explain.ts'),
    import('./explain/render/paint.ts'),
    import('./manifests/documents.ts'),
  ]);
  const files = { files: flags.filename, surroundings: flags.namespaceManifest ?? [] };
  const result = explainCommand({
    ...files,
    output: flags.output,
    settings: loadSettings(flags.config, settingFlags(flags), process.env),
    paint: paintFor(process.stdout, process.env),
    readText: textReader(await standardInputFor([...files.files, ...files.surroundings])),
  });
  process.stderr.write(result.stderr);
  process.stdout.write(result.stdout);
  process.exitCode = result.exitCode;
});

const serve = program
  .command('serve')
  .description('Answer the API server over HTTPS, until SIGTERM.')
  .option('--config <file>', 'configuration file')
  .option('--surroundings <file>', SURROUNDINGS, repeatable)
  .option('--dev', 'serve with a certificate that is made on the fly, to try it out on this machine');

addSettingFlags(serve, ALL_SETTINGS).action(async (flags: ServeFlags) => {
  const [{ serve }, { SurroundingsStore }] = await Promise.all([
    import('./commands/serve.ts'),
    import('./surroundings/store.ts'),
  ]);
  const settings = loadSettings(flags.config, settingFlags(flags), process.env);
  const surroundings = new SurroundingsStore(settings.decision);
  if (flags.surroundings !== undefined) {
    const [{ readSurroundings }, { textReader }] = await Promise.all([
      import('./surroundings/from-files.ts'),
      import('./manifests/documents.ts'),
    ]);
    readSurroundings(flags.surroundings, surroundings, textReader(await standardInputFor(flags.surroundings)));
  }
  await serve({ settings, surroundings, dev: flags.dev === true, version });
});

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
  process.stderr.write(`${PROGRAM}: ${(error as Error).message}\n`);
  process.exitCode = USAGE_EXIT_CODE;
}
