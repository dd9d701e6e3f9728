import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { imageName } from '../../image/image-name.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn } from '../own-webhook.ts';
import { ownService } from '../webhook.ts';
import { helm } from './commands.ts';
import { tinyImage } from './images.ts';

const chart = fileURLToPath(new URL('../../../charts/gpu-fraction-webhook', import.meta.url));

/** Namespace for a person's first steps: opted in, and of a project. */
const playground = 'try';

/**
 * Installs the chart, with the image that the node has been given, where a person is going to look around (`make cluster
 * NODE=1`). Returns what to say about it.
 */
export async function installRelease(cluster: Cluster): Promise<string> {
  if (!existsSync(chart)) return `NOT INSTALLED: ${chart} is not there`;
  // What Docker calls "name:tag" is docker.io/library/name:tag for everybody else.
  const [repository = '', tag = ''] = `docker.io/library/${imageName}`.split(/:(?=[^:/]*$)/);
  const image = ['--set', `image.repository=${repository}`, '--set', `image.tag=${tag}`];
  const { name, namespace } = ownService;
  const said = await helm(
    cluster,
    'helm4',
    ...['install', name, chart, '--namespace', namespace, '--create-namespace', ...image],
    ...['--set', 'config.flavour=kai', '--wait', '--timeout', '3m'],
  );
  await ensureNamespace(cluster, playground, { labels: optedIn('team-a') });
  return [
    said,
    `Namespace ${playground} has opted in and belongs to team-a:`,
    `  kubectl -n ${playground} run half --image=${tinyImage} --annotations=gpu-fraction=0.5 -o yaml`,
  ].join('\n');
}
