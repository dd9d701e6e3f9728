import type { ObjectClient } from '../../cluster/objects.ts';
import { PROGRAM } from '../../decision/vocabulary.ts';
import type { Registered, RegisteredWebhook, Registration } from './registration.ts';
import type { SecretStore, StoredSecret } from './secret.ts';

export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** The parts of a Secret that are looked at; everything else is written back as it was. */
interface SecretObject {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly data?: Readonly<Record<string, string>> | null;
}

interface WebhookConfigurationObject {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly webhooks?: readonly { readonly name?: string; readonly clientConfig?: { readonly caBundle?: string } }[];
}

/** A Secret of the cluster. */
export function kubernetesSecret(client: ObjectClient, { namespace, name }: ObjectName): SecretStore {
  const collection = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
  const path = `${collection}/${encodeURIComponent(name)}`;
  const stored = (object: SecretObject): StoredSecret => ({ data: mapValues(object.data ?? {}, decode), object });
  return {
    async read() {
      const object = await client.get<SecretObject>(path);
      return object && stored(object);
    },
    async write(plain, previous) {
      const data = mapValues(plain, encode);
      const written =
        previous === undefined
          ? await client.create<SecretObject>(collection, newSecret({ namespace, name }, data))
          : // With the version that was read: the API server refuses it if there is a newer one.
            await client.replace<SecretObject>(path, { ...(previous.object as SecretObject), data });
      return written && stored(written);
    },
  };
}

const newSecret = (metadata: ObjectName, data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { ...metadata, labels: { 'app.kubernetes.io/name': PROGRAM } },
  type: 'Opaque',
  data,
});

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
          clientConfig: { caBundle: encode(webhook.caBundle) },
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
      ({ name = '', clientConfig }): RegisteredWebhook => ({ name, caBundle: decode(clientConfig?.caBundle ?? '') }),
    ),
  };
}

const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (base64: string): string => Buffer.from(base64, 'base64').toString();

const mapValues = (
  map: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
