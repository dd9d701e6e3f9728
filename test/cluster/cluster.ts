// `make cluster`: brings up the real programs around the webhook, says what runs and how to reach it, and ends it all
// again. With STAY=1 in the environment it stays up until Ctrl-C.
import { once } from 'node:events';
import { startControlPlane } from './control-plane.ts';
import { startEverything } from './everything.ts';
import { availableGroups, buildAll, firstUnavailable } from './programs.ts';

async function main(): Promise<number> {
  const missing = firstUnavailable('etcd', 'kubernetes');
  if (missing !== undefined) {
    console.error(`SKIPPED: no cluster here. ${missing.reason}\nTo enable it: ${missing.enable}`);
    return 3;
  }
  await buildAll(availableGroups());
  const started = Date.now();
  const cluster = await startControlPlane();
  // From here on a signal must not end this process before the cluster is told to stop.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    console.log(`Kubernetes ${cluster.version} after ${seconds(started)}`);
    const absent = await startEverything(cluster);
    console.log(`everything after ${seconds(started)}; running:`);
    for (const { name, pid, logFile } of cluster.processes.running()) console.log(`  ${name} (pid ${pid})  ${logFile}`);
    for (const line of absent) console.log(`NOT RUNNING: ${line}`);
    console.log(`\nexport KUBECONFIG=${cluster.kubeconfigPath}\n`);
    if (process.env['STAY'] === '1') {
      console.log('try: kubectl label --overwrite namespace default runai-injection=enabled');
      console.log('Ctrl-C ends it all');
      await stopped;
    }
  } finally {
    await cluster.stop();
  }
  return 0;
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

process.exitCode = await main();
