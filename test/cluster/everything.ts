import { startArgo } from './argo.ts';
import type { Cluster } from './control-plane.ts';
import { addQueues, startKai } from './kai.ts';
import { startKubeRay } from './kuberay.ts';
import { addFakeNodes } from './nodes.ts';
import { startNotebookController } from './notebook-controller.ts';
import { startPodDefaults } from './poddefaults.ts';
import type { GroupName } from './program-groups.ts';
import { availability } from './programs.ts';

const starters: [GroupName, (cluster: Cluster) => Promise<unknown>][] = [
  ['kai', (cluster) => startKai(cluster).then(() => addQueues(cluster, 'team-a', 'team-b'))],
  ['poddefaults', (cluster) => startPodDefaults(cluster)],
  ['notebook-controller', startNotebookController],
  ['argo', startArgo],
  ['kuberay', (cluster) => startKubeRay(cluster)],
];

/**
 * Starts everything around the webhook that can be had here, and adds two GPU nodes. Returns, for what could not be
 * started, why.
 */
export async function startEverything(cluster: Cluster): Promise<string[]> {
  const missing: string[] = [];
  await addFakeNodes(cluster, { name: 'gpu-node-1', gpus: 4 }, { name: 'gpu-node-2', gpus: 4 });
  for (const [group, start] of starters) {
    const answer = availability(group);
    if (answer.available) await start(cluster);
    else missing.push(`${answer.reason}\n    to enable it: ${answer.enable}`);
  }
  return missing;
}
