#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { CertificateError } from './certificates/serving-certificate.ts';
import { ClusterError } from './cluster/api-error.ts';
import { COMPLETE_COMMAND, COMPLETED, COMPLETION_SCRIPTS, type Completed } from './completion/scripts.ts';
import { oneLine } from './decision/values/text.ts';
import { PROGRAM } from './decision/vocabulary.ts';
import { OUTPUT_FORMATS, type OutputFormat } from './explain/render/output-format.ts';
import { InputError } from './manifests/input-error.ts';
import { UNPATCHED_ACTIONS, type UnpatchedAction } from './registration/unpatched-actions.ts';
import { ListenError } from './server/listen.ts';
import { addSettingFlags, settingChoices, settingFlags } from './settings/flags.ts';
import { loadSettings, SettingsError } from './settings/load.ts';
import { ALL_SETTINGS, DECISION_SETTINGS, VERIFY_SETTINGS } from './settings/schema.ts';
import type { Settings } from './settings/settings.ts';
import { REPORT_FORMATS, type ReportFormat } from './verify/report-format.ts';
import { version } from './version.ts';

/*
 * The command line. Each command brings its own part of the program with it, when it runs: a server that starts has no
 * use for the controllers that `explain` knows, nor the other way round.
 */

/** What was given on the command line cannot be used; the message says what to do. */
const USAGE_EXIT_CODE = 2;

/** Their messages are sentences for whoever typed the command; of anything else the stack trace is wanted. */
const EXPECTED_ERRORS = [InputError, SettingsError, CertificateError, ClusterError, ListenError] as const;

/** What is known beside the pods, under both names of its flag. */
interface SurroundingsFlags {
  readonly namespaceManifest?: readonly string[];
  readonly surroundings?: readonly string[];
}

/** Which cluster is meant, as kubectl has these flags. */
interface ClusterFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
}

interface ServeFlags extends SurroundingsFlags, ClusterFlags {
  readonly config?: string;
  readonly dev?: true;
  readonly [setting: string]: unknown;
}

interface ExplainFlags extends SurroundingsFlags, ClusterFlags {
  readonly filename: readonly string[];
  readonly cluster?: true;
  readonly recursive?: true;
  readonly config?: string;
  readonly output: OutputFormat;
  readonly [setting: string]: unknown;
}

interface VerifyFlags extends ClusterFlags {
  readonly namespace: string;
  readonly config?: string;
  readonly project?: string;
  readonly wait: number;
  readonly output: ReportFormat;
  readonly [setting: string]: unknown;
}

interface ExportPolicyFlags {
  readonly config?: string;
  readonly unpatchedPods: UnpatchedAction;
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

function seconds(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 3600)) {
    throw new InvalidArgumentError('Write seconds, from 0 to 3600.');
  }
  return number;
}

const kubeconfig = (): Option => new Option('--kubeconfig <file>', 'in place of $KUBECONFIG and ~/.kube/config');

const context = (): Option => new Option('--context <name>', 'context of the kubeconfig in place of its current one');

const program = new Command(PROGRAM)
  .description('Sends pods of opted-in namespaces to the Run:ai or KAI scheduler, with their project and GPU share.')
  .version(version)
  .configureOutput({ writeOut: (text) => void output().write(text) })
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE);
  });

const explain = program
  .command('explain')
  .description('Say what would happen to pods, and why, without touching a cluster.')
  .requiredOption(
    '-f, --filename <file...>',
    'files or folders with pods or workloads, or - for standard input; repeatable',
    repeatable,
  )
  .option('-R, --recursive', 'take what stands in the folders below a folder as well')
  .addOption(namespaceManifest())
  .addOption(surroundings())
  .option('--cluster', 'read Namespaces, PodDefaults and owners of gangs from the cluster of the kubeconfig')
  .addOption(kubeconfig())
  .addOption(context())
  .option('--config <file>', 'configuration file')
  .addOption(new Option('-o, --output <format>', 'output format').choices(OUTPUT_FORMATS).default('text'));

addSettingFlags(explain, DECISION_SETTINGS).action(async (flags: ExplainFlags) => {
  const [{ explainCommand }, { paintFor }, { filesIn, textReader }] = await Promise.all([
    import('./commands/explain.ts'),
    import('./explain/render/paint.ts'),
    import('./manifests/files.ts'),
  ]);
  const known = surroundingsOf(flags);
  const settings = loadSettings(flags.config, settingFlags(flags), process.env);
  const cluster = await clusterOf(flags, settings);
  const result = explainCommand({
    files: filesIn(flags.filename, flags.recursive === true),
    surroundings: filesIn(known, flags.recursive === true),
    output: flags.output,
    settings,
    ...cluster,
    paint: paintFor(output(), process.env),
    readText: textReader(await standardInputFor([...flags.filename, ...known])),
  });
  process.stderr.write(result.stderr);
  output().write(result.stdout);
  process.exitCode = result.exitCode;
});

/** What a cluster has now, where `explain` is asked to look. */
async function clusterOf({ cluster, kubeconfig, context }: ExplainFlags, { decision }: Settings) {
  if (cluster === undefined) {
    if (kubeconfig !== undefined || context !== undefined) {
      throw new ClusterError(
        '--kubeconfig and --context choose a cluster for --cluster: add --cluster, or leave them out',
      );
    }
    return {};
  }
  const [{ kubeconfigAccess }, { readCluster }, { ApiClient }, { WATCH_TIMING }, { SurroundingsStore }] =
    await Promise.all([
      import('./cluster/kubeconfig.ts'),
      import('./surroundings/once-from-cluster.ts'),
      import('./cluster/client.ts'),
      import('./cluster/timing.ts'),
      import('./surroundings/store.ts'),
    ]);
  const known = new SurroundingsStore(decision);
  const client = new ApiClient(
    await kubeconfigAccess(choice(kubeconfig, context), process.env),
    WATCH_TIMING.answerMillis,
  );
  return { known, passedOver: await readCluster(client, known, WATCH_TIMING.pageSize) };
}

const choice = (kubeconfig: string | undefined, context: string | undefined) => ({
  ...(kubeconfig !== undefined && { kubeconfig }),
  ...(context !== undefined && { context }),
});

const serve = program
  .command('serve')
  .description('Answer the API server over HTTPS, until SIGTERM.')
  .option('--config <file>', 'configuration file')
  .addOption(namespaceManifest())
  .addOption(surroundings())
  .addOption(kubeconfig())
  .addOption(context())
  .option('--dev', 'serve with a certificate that is made on the fly, to try it out on this machine');

addSettingFlags(serve, ALL_SETTINGS).action(async (flags: ServeFlags) => {
  const [{ serve }, { certificateCluster, needCluster, watchedCluster }, { SurroundingsStore }] = await Promise.all([
    import('./commands/serve.ts'),
    import('./commands/cluster-access.ts'),
    import('./surroundings/store.ts'),
  ]);
  if (flags.dev === true) {
    // It tells how to call it.
    output();
  }
  const settings = loadSettings(flags.config, settingFlags(flags), process.env);
  const surroundings = new SurroundingsStore(settings.decision);
  const files = surroundingsOf(flags);
  const named = choice(flags.kubeconfig, flags.context);
  const { certificates, registration } = settings.server;
  // A certificate for trying out is nobody's business but the one who tries.
  const needs = flags.dev === true ? undefined : { certificates, caBundle: registration.caBundle };
  const access = await watchedCluster(
    {
      watch: settings.server.watch,
      hasFiles: files.length > 0,
      isUsedOtherwise: needs !== undefined && needCluster(needs),
      ...named,
    },
    process.env,
  );
  const certificateAccess = needs && (await certificateCluster({ ...needs, ...named, watched: access }, process.env));
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
  const cluster = access && { access, store: surroundings };
  await serve({
    settings,
    surroundings,
    cluster,
    certificateCluster: certificateAccess,
    dev: flags.dev === true,
    version,
  });
});

const verify = program
  .command('verify')
  .description('Say whether pods come out as the settings want, by dry runs against a cluster; for helm test.')
  .requiredOption('--namespace <name>', 'namespace that has opted in, in which you may create pods')
  .option('--config <file>', 'configuration file, the same as the server’s')
  .option('--project <name>', 'project that the namespace belongs to, if it belongs to one')
  .addOption(
    new Option('--wait <seconds>', 'how long to try again until all is well').argParser(seconds).default(60, '60'),
  )
  .addOption(new Option('-o, --output <format>', 'output format').choices(REPORT_FORMATS).default('text'))
  .addOption(kubeconfig())
  .addOption(context());

addSettingFlags(verify, VERIFY_SETTINGS).action(async (flags: VerifyFlags) => {
  const [{ verifyCommand }, { ownCluster }] = await Promise.all([
    import('./commands/verify.ts'),
    import('./commands/cluster-access.ts'),
  ]);
  const { stdout, exitCode } = await verifyCommand({
    settings: loadSettings(flags.config, settingFlags(flags), process.env),
    access: await ownCluster(choice(flags.kubeconfig, flags.context), process.env),
    namespace: flags.namespace,
    project: flags.project,
    output: flags.output,
    waitMillis: flags.wait * 1000,
  });
  output().write(stdout);
  process.exitCode = exitCode;
});

const exportPolicy = program
  .command('export-policy')
  .description(
    'Print admission policies that do without the webhook what CEL can say of its rules; for Kubernetes 1.36.',
  )
  .option('--config <file>', 'configuration file, the same as the server’s')
  .addOption(
    new Option(
      '--unpatched-pods <action>',
      'what happens to a pod that asks for a GPU, and that the policy leaves alone',
    )
      .choices(UNPATCHED_ACTIONS)
      .default('warn'),
  );

addSettingFlags(exportPolicy, VERIFY_SETTINGS).action(async (flags: ExportPolicyFlags) => {
  const { exportPolicyCommand } = await import('./commands/export-policy.ts');
  const settings = loadSettings(flags.config, settingFlags(flags), process.env);
  output().write(exportPolicyCommand({ settings, unpatchedPods: flags.unpatchedPods, version }));
});

program
  .command('completion')
  .description('Print what a shell, or kubectl, needs to complete the words of this program.')
  .addArgument(new Argument('<shell>', 'whose completion').choices(COMPLETED))
  .action((shell: Completed) => {
    output().write(COMPLETION_SCRIPTS[shell]);
  });

// What those scripts call, behind `--` so that nothing typed is taken for a flag of this command.
program
  .command(COMPLETE_COMMAND, { hidden: true })
  .argument('[words...]')
  .action(async (words: readonly string[]) => {
    const { complete, completionLines } = await import('./completion/complete.ts');
    output().write(completionLines(complete(program, words, ({ long }) => settingChoices(long))));
  });

const surroundingsOf = ({ namespaceManifest = [], surroundings = [] }: SurroundingsFlags): readonly string[] => [
  ...namespaceManifest,
  ...surroundings,
];

/** A message of several lines stays one; what was typed or read must not steer a terminal. */
function complain(message: string): void {
  process.stderr.write(`${PROGRAM}: ${message.split('\n').map(oneLine).join('\n')}\n`);
}

/**
 * Where commands print. Whoever reads it may stop early, as `head` does. Only looked at where something is printed: Node.js
 * then makes a pipe non-blocking for all who share it, and the server's log has a way of its own.
 */
function output(): NodeJS.WriteStream {
  if (process.stdout.listenerCount('error') === 0) {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? 0 : 1);
    });
  }
  return process.stdout;
}

/** Standard input is read to its end first, if a file is `-`: a pipe may take its time. */
const standardInputFor = async (files: readonly string[]): Promise<string> =>
  files.includes('-') ? await text(process.stdin) : '';

try {
  await program.parseAsync();
} catch (error) {
  if (!EXPECTED_ERRORS.some((kind) => error instanceof kind)) {
    throw error;
  }
  complain((error as Error).message);
  process.exitCode = USAGE_EXIT_CODE;
}
