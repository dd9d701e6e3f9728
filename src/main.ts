#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { type ExplainOptions, explainCommand, OUTPUT_FORMATS } from './commands/explain.ts';
import { serve } from './commands/serve.ts';
import { PROGRAM } from './decision/names.ts';
import { InputError, type ReadText, textReader } from './explain/documents.ts';
import { paintFor } from './explain/paint.ts';
import { readSurroundings } from './explain/surroundings-files.ts';
import { addSettingFlags, settingFlags } from './settings/flags.ts';
import { loadSettings, SettingsError } from './settings/load.ts';
import { ALL_SETTINGS, DECISION_SETTINGS } from './settings/schema.ts';
import { version } from './version.ts';

/** What was given on the command line cannot be used; the message says what to do. */
const USAGE_EXIT_CODE = 2;

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
  readonly output: ExplainOptions['output'];
  readonly [setting: string]: unknown;
}

const repeatable = (value: string, previous: readonly string[] = []): readonly string[] => [...previous, value];

const program = new Command(PROGRAM)
  .description('Sends pods of opted-in namespaces to the Run:ai or KAI scheduler, with their project and GPU share.')
  .version(version)
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE);
  });

addSettingFlags(
  program
    .command('explain')
    .description('Say what would happen to pods, and why, without a cluster.')
    .requiredOption(
      '-f, --filename <file>',
      'file with pods or workloads, or - for standard input; repeatable',
      repeatable,
    )
    .option(
      '--namespace-manifest <file>',
      'file with Namespaces, PodDefaults and owners of gangs; repeatable',
      repeatable,
    )
    .option('--config <file>', 'configuration file')
    .addOption(new Option('-o, --output <format>', 'output format').choices(OUTPUT_FORMATS).default('text')),
  DECISION_SETTINGS,
).action(async (flags: ExplainFlags) => {
  const result = explainCommand({
    files: flags.filename,
    surroundings: flags.namespaceManifest ?? [],
    output: flags.output,
    settings: loadSettings(flags.config, settingFlags(flags), process.env),
    paint: paintFor(process.stdout, process.env),
    readText: await readerFor([...flags.filename, ...(flags.namespaceManifest ?? [])]),
  });
  process.stderr.write(result.stderr);
  process.stdout.write(result.stdout);
  process.exitCode = result.exitCode;
});

addSettingFlags(
  program
    .command('serve')
    .description('Answer the API server over HTTPS, until SIGTERM.')
    .option('--config <file>', 'configuration file')
    .option('--surroundings <file>', 'file with Namespaces, PodDefaults and owners of gangs; repeatable', repeatable)
    .option('--dev', 'serve with a certificate that is made on the fly, to try it out on this machine'),
  ALL_SETTINGS,
).action(async (flags: ServeFlags) => {
  const settings = loadSettings(flags.config, settingFlags(flags), process.env);
  const surroundings = flags.surroundings ?? [];
  await serve({
    settings,
    surroundings: readSurroundings(surroundings, settings.decision, await readerFor(surroundings)),
    dev: flags.dev === true,
    version,
  });
});

/** Standard input is read to its end first, if a file is `-`: a pipe may take its time. */
async function readerFor(files: readonly string[]): Promise<ReadText> {
  return textReader(files.includes('-') ? await text(process.stdin) : '');
}

// Whoever reads our output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof InputError || error instanceof SettingsError)) {
    throw error;
  }
  process.stderr.write(`${PROGRAM}: ${error.message}\n`);
  process.exitCode = USAGE_EXIT_CODE;
}
