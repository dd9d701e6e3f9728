import { Command, Option } from 'commander';
import { UNPATCHED_ACTIONS, type UnpatchedAction } from '../registration/unpatched-actions.ts';
import { addSettingFlags, settingFlags } from '../settings/flags.ts';
import { loadSettings } from '../settings/load.ts';
import { VERIFY_SETTINGS } from '../settings/schema.ts';
import { version } from '../version.ts';
import { output } from './terminal.ts';

interface ExportPolicyFlags {
  readonly config?: string;
  readonly unpatchedPods: UnpatchedAction;
  readonly [setting: string]: unknown;
}

const exportPolicy = new Command('export-policy')
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

export const exportPolicyOnCommandLine = addSettingFlags(exportPolicy, VERIFY_SETTINGS).action(
  async (flags: ExportPolicyFlags) => {
    const { exportPolicyCommand } = await import('../commands/export-policy.ts');
    const settings = loadSettings(flags.config, settingFlags(flags), process.env);
    output().write(exportPolicyCommand({ settings, unpatchedPods: flags.unpatchedPods, version }));
  },
);
