import type { Cluster } from './control-plane.ts';
import type { OwnWebhook, OwnWebhookOptions } from './own-webhook.ts';
import { startOwnWebhook } from './own-webhook.ts';
import type { SuiteOptions } from './suite.ts';
import { describeOnCluster } from './suite.ts';

/** A cluster with this project's webhook in it. */
export interface Here {
  cluster: Cluster;
  webhook: OwnWebhook;
}

/** A describe() whose control plane calls this project's webhook; `start` comes after it, as in a running cluster. */
export function describeWithWebhook(
  title: string,
  { start, webhook: choices, ...options }: SuiteOptions & { webhook?: OwnWebhookOptions },
  tests: (here: () => Here) => void,
): void {
  let webhook: OwnWebhook | undefined;
  describeOnCluster(
    title,
    {
      ...options,
      start: async (cluster) => {
        webhook = await startOwnWebhook(cluster, choices);
        await start?.(cluster);
      },
    },
    (cluster) =>
      tests(() => {
        if (webhook === undefined) throw new Error('the webhook does not run');
        return { cluster: cluster(), webhook };
      }),
  );
}
