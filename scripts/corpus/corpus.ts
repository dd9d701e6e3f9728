import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startControlPlane } from '../../test/cluster/control-plane.ts';
import { buildAll, firstUnavailable } from '../../test/cluster/programs.ts';
import { checkCorpus } from './check.ts';
import { renderReport } from './finding.ts';

/*
 * make corpus DIR=folder    creates the pods of all manifests in a folder against a real API server, with the webhook off
 *                           and on, and says what differs
 *
 * Exit code 0: every difference is explained; 1: one is not; 2: no such folder; 3: no API server here.
 */

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { flavour: { type: 'string', default: 'runai' } },
  });
  const missingFolder = positionals.find((folder) => !existsSync(folder));
  if (positionals.length === 0 || missingFolder !== undefined) {
    console.error(`corpus: ${missingFolder ?? 'a folder'}: no such folder; use: make corpus DIR=folder`);
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
    const flavour = values.flavour === 'kai' ? 'kai' : 'runai';
    const report = await checkCorpus(cluster, positionals, { flavour });
    console.log(renderReport(report));
    return report.findings.some(({ unexplained }) => unexplained.length > 0) ? 1 : 0;
  } finally {
    await cluster.stop();
  }
}

process.exitCode = await main();
