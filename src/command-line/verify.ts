import { Command, InvalidArgumentError, Option } from 'commander';
import { addSettingFlags, settingFlags } from '../settings/flags.ts';
import { loadSettings } from '../settings/load.ts';
import { VERIFY_SETTINGS } from '../settings/schema.ts';
import type { ReportFormat } from '../verify/report-format.ts';
import { type ClusterFlags, clusterChoice, context, kubeconfig } from './cluster-flags.ts';
import { reportFormat } from './report-flags.ts';
import { output } from './terminal.ts';

interface VerifyFlags extends ClusterFlags {
  readonly namespace: string;
  readonly config?: string;
  readonly project?: string;
  readonly wait: number;
  readonly output: ReportFormat;
  readonly [setting: string]: unknown;
}

function seconds(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 3600)) {
    throw new InvalidArgumentError('Write seconds, from 0 to 3600.');
  }
  return number;
}

const verify = new Command('verify')
  .description('Say whether pods come out as the settings want, by dry runs against a cluster; for helm test.')
  .requiredOption('--namespace <name>', 'namespace that has opted in, in which you may create pods')
  .option('--config <file>', 'configuration file, the same as the server’s')
  .option('--project <name>', 'project that the namespace belongs to, if it belongs to one')
  .addOption(
    new Option('--wait <seconds>', 'how long to try again until all is well').argParser(seconds).default(60, '60'),
  )
  .addOption(reportFormat())
  .addOption(kubeconfig())
  .addOption(context());

export const verifyOnCommandLine = addSettingFlags(verify, VERIFY_SETTINGS).action(async (flags: VerifyFlags) => {
  const [{ verifyCommand }, { ownCluster }] = await Promise.all([
    import('../commands/verify.ts'),
    import('../commands/cluster-access.ts'),
  ]);
  const { stdout, exitCode } = await verifyCommand({
    settings: loadSettings(flags.config, settingFlags(flags), process.env),
    access: await ownCluster(clusterChoice(flags), process.env),
    namespace: flags.namespace,
    project: flags.project,
    output: flags.output,
    waitMillis: flags.wait * 1000,
  });
  output().write(stdout);
  process.exitCode = exitCode;
});
