import { ApiError } from '../../cluster/api-error.ts';
import type { ObjectClient } from '../../cluster/objects.ts';
import { ruleOf } from '../../cluster/permissions.ts';
import type { Registered, RegisteredWebhook, Registration } from './registration.ts';

interface WebhookConfigurationObject {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly webhooks?: readonly WebhookObject[];
}

interface WebhookObject {
  readonly name?: string;
  readonly clientConfig?: ClientConfigObject;
}

interface ClientConfigObject {
  readonly caBundle?: string;
  readonly service?: { readonly namespace: string; readonly name: string };
  readonly url?: string;
}

const GROUP = 'admissionregistration.k8s.io';
const RESOURCE = 'mutatingwebhookconfigurations';

/** A MutatingWebhookConfiguration of the cluster. */
export function kubernetesRegistration(client: ObjectClient, name: string): Registration {
  const path = `/apis/${GROUP}/v1/${RESOURCE}/${encodeURIComponent(name)}`;
  return {
    name: `MutatingWebhookConfiguration ${name}`,
    async read() {
      const object = await namingRule('get', name, client.get<WebhookConfigurationObject>(path));
      return object && registered(object);
    },
    async write(webhooks, { version }) {
      // Webhooks are merged by their names and each field by itself, so nothing but the bundles is touched. The version
      // makes it a conflict if anything else has changed: a webhook that is gone would come back as a stump.
      const patch = {
        metadata: { resourceVersion: version },
        webhooks: webhooks.map((webhook) => ({
          name: webhook.name,
          clientConfig: { caBundle: Buffer.from(webhook.caBundle).toString('base64') },
        })),
      };
      const written = await namingRule('patch', name, client.strategicMerge<WebhookConfigurationObject>(path, patch));
      return written && registered(written);
    },
  };
}

function registered({ metadata, webhooks = [] }: WebhookConfigurationObject): Registered {
  return {
    version: metadata?.resourceVersion ?? '',
    webhooks: webhooks.map(
      ({ name = '', clientConfig = {} }): RegisteredWebhook => ({
        name,
        caBundle: Buffer.from(clientConfig.caBundle ?? '', 'base64').toString(),
        serverName: serverNameOf(clientConfig),
      }),
    ),
  };
}

/** As the API server's own client for webhooks has it. */
function serverNameOf({ service, url = '' }: ClientConfigObject): string | undefined {
  if (service !== undefined) {
    return `${service.name}.${service.namespace}.svc`;
  }
  // An address of IPv6 stands in brackets there.
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : undefined;
}

/** The API server says which permission is missing, but not how to write it down. */
async function namingRule<T>(verb: 'get' | 'patch', name: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiError && error.problem === 'forbidden') {
      const rule = ruleOf({ verb, group: GROUP, resource: RESOURCE, name });
      throw new ApiError('forbidden', `${error.message}; add the rule ${rule} to its ClusterRole`);
    }
    throw error;
  }
}
