import type { ObjectClient } from '../../cluster/objects.ts';
import { PROGRAM } from '../../decision/vocabulary.ts';
import type { SecretStore, StoredSecret } from './secret.ts';

export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

type TextMap = Readonly<Record<string, string>>;

/** The parts of a Secret that are looked at; everything else is written back as it was. */
interface SecretObject {
  readonly metadata?: {
    readonly resourceVersion?: string;
    readonly labels?: TextMap;
    readonly annotations?: TextMap;
  };
  readonly data?: TextMap | null;
}

/**
 * A Secret of the cluster. One that gets lost is made again with the labels and annotations that it had: Helm tells by them
 * what belongs to a release, and would neither remove it nor install beside it.
 */
export function kubernetesSecret(client: ObjectClient, { namespace, name }: ObjectName): SecretStore {
  const collection = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
  const path = `${collection}/${encodeURIComponent(name)}`;
  let marks: Pick<NonNullable<SecretObject['metadata']>, 'labels' | 'annotations'> = { labels: OWN_LABELS };
  const stored = (object: SecretObject): StoredSecret => {
    const { labels = {}, annotations = {} } = object.metadata ?? {};
    marks = { labels, annotations };
    return { data: mapValues(object.data ?? {}, decode), object };
  };
  return {
    async read() {
      const object = await client.get<SecretObject>(path);
      return object && stored(object);
    },
    async write(plain, previous) {
      const data = mapValues(plain, encode);
      const written =
        previous === undefined
          ? await client.create<SecretObject>(collection, newSecret({ namespace, name, ...marks }, data))
          : // With the version that was read: the API server refuses it if there is a newer one.
            await client.replace<SecretObject>(path, { ...(previous.object as SecretObject), data });
      return written && stored(written);
    },
  };
}

const OWN_LABELS: TextMap = { 'app.kubernetes.io/name': PROGRAM };

const newSecret = (metadata: ObjectName & SecretObject['metadata'], data: TextMap) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata,
  type: 'Opaque',
  data,
});

const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (base64: string): string => Buffer.from(base64, 'base64').toString();

const mapValues = (map: TextMap, change: (value: string) => string): TextMap =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
