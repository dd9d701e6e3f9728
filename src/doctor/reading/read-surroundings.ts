import type { Served, ServedResource } from '../../cluster/discovery.ts';
import type { DecisionSettings } from '../../decision/settings.ts';
import { kindKey } from '../../manifests/kubernetes-kinds.ts';
import { CRD_KINDS, NAMESPACES } from '../../surroundings/from-cluster.ts';
import { POD_DEFAULT } from '../../surroundings/known-pod-defaults.ts';
import { SurroundingsStore } from '../../surroundings/store.ts';
import type { ObjectReader } from './object-reader.ts';
import { namedSchema } from './objects.ts';
import { firstUnread, mapReading, type Reading, read } from './reading.ts';
import type { Snapshot } from './snapshot.ts';

type Known = Pick<Snapshot, 'namespaces' | 'podDefaults' | 'surroundings'>;

interface Key {
  readonly namespace: string;
  readonly name: string;
}

/** Fills a store as the webhook's watches do, so that the same pods are judged by the same knowledge. */
export async function readSurroundings(
  reader: ObjectReader,
  kinds: Reading<Served>,
  settings: DecisionSettings,
): Promise<Known> {
  const store = new SurroundingsStore(settings);
  const fill = (resource: ServedResource): Promise<Reading<readonly Key[]>> => {
    const replacement = store.replacement(resource);
    return reader.list(resource, (object) => (replacement.add([object]).length === 0 ? keyOf(object) : undefined));
  };
  const served = kinds.kind === 'read' ? CRD_KINDS.flatMap((kind) => kinds.value.get(kindKey(kind)) ?? []) : [];
  const isPodDefaults = (resource: ServedResource): boolean => kindKey(resource) === kindKey(POD_DEFAULT);
  const podDefaultsServed = served.find(isPodDefaults);
  const [namespaces, podDefaults, ...gangs] = await Promise.all([
    fill(NAMESPACES),
    podDefaultsServed === undefined ? undefined : fill(podDefaultsServed),
    ...served.filter((resource) => !isPodDefaults(resource)).map(fill),
  ]);
  const all = [kinds, namespaces, ...(podDefaults === undefined ? [] : [podDefaults]), ...gangs];
  const unread = firstUnread(all);
  return {
    namespaces: mapReading(namespaces, (keys) => keys.flatMap(({ name }) => store.namespace(name) ?? [])),
    podDefaults:
      podDefaults === undefined
        ? kinds.kind === 'read'
          ? { kind: 'not-installed', what: 'PodDefault (kubeflow.org)' }
          : kinds
        : mapReading(podDefaults, (keys) =>
            [...new Set(keys.map(({ namespace }) => namespace))].flatMap((namespace) => store.podDefaults(namespace)),
          ),
    surroundings: unread ?? read(store, all.flatMap(gapsOf)),
  };
}

const gapsOf = (reading: Reading<unknown>): readonly string[] => (reading.kind === 'read' ? reading.gaps : []);

const keyOf = (object: unknown): Key | undefined => {
  const { success, data } = namedSchema.safeParse(object);
  return success ? { namespace: data.metadata.namespace ?? '', name: data.metadata.name } : undefined;
};
