import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { addSettingFlags, settingFlags } from '../../src/settings/flags.ts';
import { DECISION_SETTINGS } from '../../src/settings/schema.ts';
import { startControlPlane } from '../../test/cluster/control-plane.ts';
import { buildAll, firstUnavailable } from '../../test/cluster/programs.ts';
import { checkCorpus } from './check.ts';
import { renderReport } from './finding.ts';

/*
 * make corpus DIR=folder    creates the pods of all manifests in a folder against a real API server, with the webhook off
 *                           and on, and says what differs
 * ... ARGS='--project team-a --route all'
 *                           lets every namespace belong to a project, and takes the settings of the webhook as flags: so that
 *                           pods are patched which ask for nothing
 *
 * Exit code 0: every difference is explained; 1: one is not; 2: no such folder; 3: no API server here.
 */

async function main(): Promise<number> {
  const command = new Command('corpus').argument('<folder...>').option('--project <name>');
  addSettingFlags(command, DECISION_SETTINGS).parse();
  const { project, ...options } = command.opts<{ project?: string }>();
  const missingFolder = command.args.find((folder) => !existsSync(folder));
  if (missingFolder !== undefined) {
    console.error(`corpus: ${missingFolder}: no such folder; use: make corpus DIR=folder`);
    return 2;
  }
  const missing = firstUnavailable('etcd', 'kubernetes');
  if (missing !== undefined) {
    console.error(`SKIPPED: no API server here. ${missing.reason}\nTo enable it: ${missing.enable}`);
    return 3;
  }
  await buildAll(['etcd', 'kubernetes']);
  const cluster = await startControlPlane();
  try {
    const report = await checkCorpus(cluster, command.args, settingFlags(options), project);
    console.log(renderReport(report));
    return report.findings.some(({ unexplained }) => unexplained.length > 0) ? 1 : 0;
  } finally {
    await cluster.stop();
  }
}

process.exitCode = await main();
