import { Command } from 'commander';
import { addSettingFlags, settingFlags } from '../settings/flags.ts';
import { FLAVOUR_SETTINGS } from '../settings/schema.ts';
import type { ReportFormat } from '../verify/report-format.ts';
import { type ClusterFlags, clusterChoice, context, kubeconfig } from './cluster-flags.ts';
import { reportFormat } from './report-flags.ts';
import { output } from './terminal.ts';

interface DoctorFlags extends ClusterFlags {
  readonly namespace?: string;
  readonly release?: string;
  readonly config?: string;
  readonly flavour?: string;
  readonly output: ReportFormat;
}

const doctor = new Command('doctor')
  .description('Say what is wrong in a cluster, why it matters, and the command that mends it; nothing is written.')
  .option('-n, --namespace <name>', "the release's own namespace, if there are several releases")
  .option('--release <name>', 'name of the release, as Helm has it')
  .option('--config <file>', "configuration file, in place of the one in the release's ConfigMap")
  .addOption(reportFormat())
  .addOption(kubeconfig())
  .addOption(context());

export const doctorOnCommandLine = addSettingFlags(doctor, FLAVOUR_SETTINGS).action(async (flags: DoctorFlags) => {
  const [{ doctorCommand }, { ownCluster }] = await Promise.all([
    import('../commands/doctor.ts'),
    import('../commands/cluster-access.ts'),
  ]);
  const { stdout, exitCode } = await doctorCommand({
    access: await ownCluster(clusterChoice(flags), process.env),
    release: { namespace: flags.namespace, name: flags.release },
    settings: { config: flags.config, flags: settingFlags({ flavour: flags.flavour }) },
    output: flags.output,
  });
  output().write(stdout);
  process.exitCode = exitCode;
});
