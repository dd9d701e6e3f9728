import type { WebhookConfigurationFacts, WebhookFacts } from '../../cluster-reading/webhook-configurations.ts';

/** What the API server assumes where a webhook says nothing. */
const DEFAULT_TIMEOUT_SECONDS = 10;

/** A webhook that is called when a pod is created, and the configuration it stands in. */
export interface PodWebhook {
  readonly configuration: string;
  readonly webhook: WebhookFacts;
  readonly timeoutSeconds: number;
}

/** In the order in which the API server calls them, which is that of the configurations' names. */
export const podWebhooks = (configurations: readonly WebhookConfigurationFacts[]): readonly PodWebhook[] =>
  configurations
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    .flatMap(({ metadata, webhooks }) =>
      webhooks.filter(seesPods).map((webhook) => ({
        configuration: metadata.name,
        webhook,
        timeoutSeconds: webhook.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
      })),
    );

const seesPods = ({ rules }: WebhookFacts): boolean =>
  (rules ?? []).some(
    ({ apiGroups, operations, resources, scope }) =>
      has(apiGroups, '', '*') &&
      has(operations, 'CREATE', '*') &&
      has(resources, 'pods', '*', '*/*') &&
      scope !== 'Cluster',
  );

const has = (list: readonly string[] | null | undefined, ...wanted: readonly string[]): boolean =>
  wanted.some((one) => list?.includes(one));
