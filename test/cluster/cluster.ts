// `make cluster`: brings up the real programs around the webhook, says what runs and how to reach it, and ends it all
// again. With STAY=1 in the environment it stays up until Ctrl-C.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { startControlPlane } from './control-plane.ts';
import { startEverything } from './everything.ts';
import { followCluster } from './follow.ts';
import { optedIn, startOwnWebhook } from './own-webhook.ts';
import { availableGroups, buildAll, firstUnavailable } from './programs.ts';

async function main(): Promise<number> {
  const missing = firstUnavailable('etcd', 'kubernetes');
  if (missing !== undefined) {
    console.error(`SKIPPED: no cluster here. ${missing.reason}\nTo enable it: ${missing.enable}`);
    return 3;
  }
  await buildAll(availableGroups().filter((name) => name !== 'actionlint'));
  const started = Date.now();
  const cluster = await startControlPlane();
  // From here on a signal must not end this process before the cluster is told to stop.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    console.log(`Kubernetes ${cluster.version} after ${seconds(started)}`);
    const webhook = await startOwnWebhook(cluster);
    console.log(`the webhook is called after ${seconds(started)}; its log: ${webhook.logFile}`);
    const absent = await startEverything(cluster);
    followCluster(cluster, webhook);
    await webhook.namespace(playground, optedIn('team-a'));
    console.log(`everything after ${seconds(started)}; running:`);
    for (const { name, pid, logFile } of cluster.processes.running()) console.log(`  ${name} (pid ${pid})  ${logFile}`);
    for (const line of absent) console.log(`NOT RUNNING: ${line}`);
    console.log(`\nexport KUBECONFIG=${cluster.kubeconfigPath}\n`);
    if (process.env['STAY'] === '1') {
      console.log(whatToTry());
      console.log('Ctrl-C ends it all');
      await stopped;
    }
  } finally {
    await cluster.stop();
  }
  return 0;
}

/** Namespace for a person's first steps: opted in, and of a project. */
const playground = 'try';

function whatToTry(): string {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'half', namespace: playground, annotations: { RUNAI_GPU_FRACTION: '50%' } },
    spec: { containers: [{ name: 'main', image: 'example.com/none' }] },
  };
  const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
  const create = hasKubectl
    ? 'kubectl create -o yaml -f -'
    : `node ${process.argv[1]?.replace('cluster.ts', 'create.ts')} -`;
  return [
    `Namespace ${playground} has opted in and belongs to team-a. In another shell, with the KUBECONFIG above:`,
    `  echo '${JSON.stringify(pod)}' | ${create}`,
    ...(hasKubectl
      ? [
          `  kubectl -n ${playground} get pod half -o yaml   # where it went, and why: annotation gpu-fraction-webhook/decision`,
          '  kubectl label namespace default runai-injection=enabled   # opts another namespace in',
        ]
      : []),
  ].join('\n');
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

process.exitCode = await main();
