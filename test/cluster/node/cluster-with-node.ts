// `make cluster NODE=1`: a cluster whose pods really run, with this project's image on its node. With STAY=1 it stays up
// until Ctrl-C.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageName } from '../../image/image-name.ts';
import type { Cluster } from '../control-plane.ts';
import { startControlPlane } from '../control-plane.ts';
import type { GroupName } from '../program-groups.ts';
import { buildAll, firstUnavailable, program } from '../programs.ts';
import { tinyImage } from './images.ts';
import { installRelease } from './install-release.ts';
import type { Node } from './node.ts';
import { startNode } from './node.ts';
import { installNodePrerequisites, missingForNode } from './prerequisites.ts';

const groups: GroupName[] = ['etcd', 'kubernetes', 'kubernetes-node', 'kubectl', 'helm3', 'helm4'];
const root = fileURLToPath(new URL('../../..', import.meta.url));

async function main(): Promise<number> {
  installNodePrerequisites();
  const missing = firstUnavailable(...groups) ?? missingForNode();
  if (missing !== undefined) {
    console.error(`SKIPPED: no node here. ${missing.reason}\nTo enable it: ${missing.enable}`);
    return 3;
  }
  await buildAll(groups);
  for (const script of ['scripts/image/docker-engine.sh', 'scripts/image/build.sh']) {
    if (spawnSync(join(root, script), { stdio: ['ignore', 'inherit', 'inherit'] }).status !== 0) return 1;
  }
  const started = Date.now();
  const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  const cluster = await startControlPlane({ onOwnMachine: true });
  // From here on a signal must not end this process before the cluster is told to stop.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    console.log(`Kubernetes ${cluster.version} after ${seconds()}`);
    const node = await startNode(cluster);
    console.log(`${node.name} is ready after ${seconds()}; its machine: ${node.machine.address}`);
    await node.importImage(imageName);
    console.log(`${imageName} is on it after ${seconds()}`);
    console.log(await installRelease(cluster));
    for (const { name, logFile } of node.machine.processes.running()) console.log(`  ${name}  ${logFile}`);
    const path = await commandsFolder(cluster);
    console.log(`\nexport KUBECONFIG=${cluster.kubeconfigPath} PATH=${path}:$PATH   # kubectl, helm (4), helm3\n`);
    if (process.env['STAY'] === '1') {
      console.log(whatToTry(node));
      console.log('Ctrl-C ends it all');
      await stopped;
    }
  } finally {
    await cluster.stop();
  }
  return 0;
}

/** A folder with the commands that a person needs here, of the versions that the tests use. */
async function commandsFolder(cluster: Cluster): Promise<string> {
  const folder = join(cluster.folder, 'bin');
  mkdirSync(folder);
  symlinkSync(await program('kubectl', 'kubectl'), join(folder, 'kubectl'));
  symlinkSync(await program('helm4', 'helm'), join(folder, 'helm'));
  symlinkSync(await program('helm3', 'helm'), join(folder, 'helm3'));
  return folder;
}

function whatToTry({ machine }: Node): string {
  return [
    'In another shell, as root, with the KUBECONFIG and PATH above:',
    `  kubectl run tiny --image=${tinyImage} --command -- /busybox sleep 1d   # this image and ${imageName} are there, and no registry`,
    '  kubectl describe pod tiny; kubectl logs tiny; kubectl exec tiny -- /busybox ps',
    `  docker save IMAGE | nsenter -t $(cat ${machine.folder}/machine.pid) -n -m -p ctr -a ${machine.folder}/containerd.sock -n k8s.io images import -`,
    `  nsenter -t $(cat ${machine.folder}/machine.pid) -n -m -p sh   # a shell on the node: Services' addresses lead somewhere there`,
  ].join('\n');
}

process.exitCode = await main();
