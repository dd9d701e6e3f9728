import { Command, Option } from 'commander';
import { ClusterError } from '../cluster/api-error.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../explain/render/output-format.ts';
import { addSettingFlags, settingFlags } from '../settings/flags.ts';
import { loadSettings } from '../settings/load.ts';
import { DECISION_SETTINGS } from '../settings/schema.ts';
import type { Settings } from '../settings/settings.ts';
import { type ClusterFlags, clusterChoice, context, kubeconfig } from './cluster-flags.ts';
import {
  namespaceManifest,
  repeatable,
  type SurroundingsFlags,
  surroundings,
  surroundingsOf,
} from './surroundings-flags.ts';
import { output, standardInputFor } from './terminal.ts';

interface ExplainFlags extends SurroundingsFlags, ClusterFlags {
  readonly filename: readonly string[];
  readonly cluster?: true;
  readonly recursive?: true;
  readonly config?: string;
  readonly output: OutputFormat;
  readonly [setting: string]: unknown;
}

const explain = new Command('explain')
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

export const explainOnCommandLine = addSettingFlags(explain, DECISION_SETTINGS).action(async (flags: ExplainFlags) => {
  const [{ explainCommand }, { paintFor }, { filesIn, textReader }] = await Promise.all([
    import('../commands/explain.ts'),
    import('../explain/render/paint.ts'),
    import('../manifests/files.ts'),
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
async function clusterOf(flags: ExplainFlags, { decision }: Settings) {
  if (flags.cluster === undefined) {
    if (flags.kubeconfig !== undefined || flags.context !== undefined) {
      throw new ClusterError(
        '--kubeconfig and --context choose a cluster for --cluster: add --cluster, or leave them out',
      );
    }
    return {};
  }
  const [{ kubeconfigAccess }, { readCluster }, { ApiClient }, { WATCH_TIMING }, { SurroundingsStore }] =
    await Promise.all([
      import('../cluster/kubeconfig.ts'),
      import('../cluster-reading/whole-surroundings.ts'),
      import('../cluster/client.ts'),
      import('../cluster/timing.ts'),
      import('../surroundings/store.ts'),
    ]);
  const known = new SurroundingsStore(decision);
  const client = new ApiClient(await kubeconfigAccess(clusterChoice(flags), process.env), WATCH_TIMING.answerMillis);
  return { known, passedOver: await readCluster(client, known) };
}
