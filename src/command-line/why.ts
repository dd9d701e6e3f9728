import { Command } from 'commander';
import { addSettingFlags, settingFlags } from '../settings/flags.ts';
import { VERIFY_SETTINGS } from '../settings/schema.ts';
import type { ReportFormat } from '../verify/report-format.ts';
import { type ClusterFlags, clusterChoice, context, kubeconfig } from './cluster-flags.ts';
import { config, reportFormat } from './report-flags.ts';
import { output } from './terminal.ts';

interface WhyFlags extends ClusterFlags {
  readonly namespace?: string;
  readonly config?: string;
  readonly output: ReportFormat;
  readonly [setting: string]: unknown;
}

const why = new Command('why')
  .description('Say of a pod what was decided, what would be decided now, and what it waits for.')
  .argument('<pod>', 'name of a pod in the cluster')
  .option('-n, --namespace <name>', 'in place of the context’s')
  .addOption(config())
  .addOption(reportFormat())
  .addOption(kubeconfig())
  .addOption(context());

export const whyOnCommandLine = addSettingFlags(why, VERIFY_SETTINGS).action(async (pod: string, flags: WhyFlags) => {
  const [{ whyCommand }, { ownCluster }] = await Promise.all([
    import('../commands/why.ts'),
    import('../commands/cluster-access.ts'),
  ]);
  const { stdout, exitCode } = await whyCommand({
    access: await ownCluster(clusterChoice(flags), process.env),
    pod,
    namespace: flags.namespace,
    choice: { config: flags.config, flags: settingFlags(flags), environment: process.env },
    output: flags.output,
  });
  output().write(stdout);
  process.exitCode = exitCode;
});
