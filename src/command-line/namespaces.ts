import { Command } from 'commander';
import { addSettingFlags, settingFlags } from '../settings/flags.ts';
import { VERIFY_SETTINGS } from '../settings/schema.ts';
import type { ReportFormat } from '../verify/report-format.ts';
import { type ClusterFlags, clusterChoice, context, kubeconfig } from './cluster-flags.ts';
import { config, reportFormat } from './report-flags.ts';
import { output } from './terminal.ts';

interface NamespacesFlags extends ClusterFlags {
  readonly all?: true;
  readonly config?: string;
  readonly output: ReportFormat;
  readonly [setting: string]: unknown;
}

const namespaces = new Command('namespaces')
  .description('List namespaces: who has opted in, their projects, and pods that were routed, refused or missed.')
  .argument('[namespace]', 'one namespace in place of all')
  .option('--all', 'also namespaces that have not opted in, and in which no pod asks')
  .addOption(config())
  .addOption(reportFormat())
  .addOption(kubeconfig())
  .addOption(context());

export const namespacesOnCommandLine = addSettingFlags(namespaces, VERIFY_SETTINGS).action(
  async (namespace: string | undefined, flags: NamespacesFlags) => {
    const [{ namespacesCommand }, { ownCluster }] = await Promise.all([
      import('../commands/namespaces.ts'),
      import('../commands/cluster-access.ts'),
    ]);
    const table = await namespacesCommand({
      access: await ownCluster(clusterChoice(flags), process.env),
      namespace,
      all: flags.all === true,
      choice: { config: flags.config, flags: settingFlags(flags), environment: process.env },
      output: flags.output,
    });
    output().write(table);
  },
);
