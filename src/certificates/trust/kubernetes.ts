import type { ObjectClient } from '../../cluster/objects.ts';
import type { Registered, RegisteredWebhook, Registration } from './registration.ts';

interface WebhookConfigurationObject {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly webhooks?: readonly { readonly name?: string; readonly clientConfig?: { readonly caBundle?: string } }[];
}

/** A MutatingWebhookConfiguration of the cluster. */
export function kubernetesRegistration(client: ObjectClient, name: string): Registration {
  const path = `/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/${encodeURIComponent(name)}`;
  return {
    name: `MutatingWebhookConfiguration ${name}`,
    async read() {
      const object = await client.get<WebhookConfigurationObject>(path);
      return object && registered(object);
    },
    async write(webhooks, { version }) {
      // Webhooks are merged by their names and each field by itself, so nothing but the bundles is touched. The version
      // makes it a conflict if anything else has changed: a webhook that is gone would come back as a stump.
      const written = await client.strategicMerge<WebhookConfigurationObject>(path, {
        metadata: { resourceVersion: version },
        webhooks: webhooks.map((webhook) => ({
          name: webhook.name,
          clientConfig: { caBundle: Buffer.from(webhook.caBundle).toString('base64') },
        })),
      });
      return written && registered(written);
    },
  };
}

function registered({ metadata, webhooks = [] }: WebhookConfigurationObject): Registered {
  return {
    version: metadata?.resourceVersion ?? '',
    webhooks: webhooks.map(
      ({ name = '', clientConfig }): RegisteredWebhook => ({
        name,
        caBundle: Buffer.from(clientConfig?.caBundle ?? '', 'base64').toString(),
      }),
    ),
  };
}
