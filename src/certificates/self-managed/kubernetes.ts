import type { ObjectClient } from '../../cluster/objects.ts';
import { PROGRAM } from '../../decision/vocabulary.ts';
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

const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (base64: string): string => Buffer.from(base64, 'base64').toString();

const mapValues = (
  map: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
