import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn } from '../own-webhook.ts';
import { install } from './chart/release.ts';
import { tinyImage } from './images.ts';

/** Namespace for a person's first steps: opted in, and of a project. */
const playground = 'try';

/**
 * Installs the chart, with the image that the node has been given, where a person is going to look around (`make cluster
 * NODE=1`). Returns what to say about it.
 */
export async function installRelease(cluster: Cluster): Promise<string> {
  const said = await install(cluster, 'helm4', { config: { flavour: 'kai' } });
  await ensureNamespace(cluster, playground, { labels: optedIn('team-a') });
  return [
    said,
    `Namespace ${playground} has opted in and belongs to team-a:`,
    `  kubectl -n ${playground} run half --image=${tinyImage} --annotations=gpu-fraction=0.5 -o yaml`,
  ].join('\n');
}
