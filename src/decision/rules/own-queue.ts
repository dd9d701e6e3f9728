import type { NamespaceContext } from '../known/namespace.ts';
import type { DecisionSettings } from '../settings.ts';

/**
 * Whether a queue is one of the namespace's: its project, `<project>-<pool>` where the pod's node-pool label says the
 * same pool (so KAI names the queues of node pools), or one that is allowed beside these.
 *
 * @param pool the node-pool label, empty where there is none
 */
export function isQueueOf(
  { project, queues }: NamespaceContext,
  queue: string,
  pool: string,
  { allowedQueues }: Pick<DecisionSettings, 'allowedQueues'>,
): boolean {
  const own = project?.value;
  return (
    (own !== undefined && (queue === own || (pool !== '' && queue === `${own}-${pool}`))) ||
    allowedQueues.has(queue) ||
    queues.has(queue)
  );
}
