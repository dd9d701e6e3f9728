import type { Served, ServedResource } from '../../cluster/discovery.ts';
import { ofKind } from '../../cluster-reading/kinds.ts';
import type { ObjectReader } from '../../cluster-reading/object-reader.ts';
import { firstUnread, mapReading, type Reading, read, valueIn } from '../../cluster-reading/reading.ts';
import { fillStore, type Key } from '../../cluster-reading/surroundings.ts';
import type { DecisionSettings } from '../../decision/settings.ts';
import { kindKey } from '../../manifests/kubernetes-kinds.ts';
import { NAMESPACES } from '../../surroundings/from-cluster.ts';
import { GANG_KINDS } from '../../surroundings/gang-templates.ts';
import { POD_DEFAULT } from '../../surroundings/known-pod-defaults.ts';
import { SurroundingsStore } from '../../surroundings/store.ts';
import type { Snapshot } from './snapshot.ts';

type Known = Pick<Snapshot, 'namespaces' | 'podDefaults' | 'surroundings'>;

/** What is known beside the pods; that a cluster lacks some of the kinds takes nothing away. */
export async function readSurroundings(
  reader: ObjectReader,
  kinds: Reading<Served>,
  settings: DecisionSettings,
): Promise<Known> {
  const store = new SurroundingsStore(settings);
  const fill = (resource: ServedResource): Promise<Reading<readonly Key[]>> => fillStore(reader, store, resource);
  const served = valueIn(kinds);
  const [namespaces, podDefaults, ...gangs] = await Promise.all([
    fill(NAMESPACES),
    ofKind(kinds, POD_DEFAULT, fill),
    ...GANG_KINDS.flatMap((kind) => served?.get(kindKey(kind)) ?? []).map(fill),
  ]);
  const all = [kinds, namespaces, ...(served?.has(kindKey(POD_DEFAULT)) ? [podDefaults] : []), ...gangs];
  return {
    namespaces: mapReading(namespaces, (keys) => keys.flatMap(({ name }) => store.namespace(name) ?? [])),
    podDefaults: mapReading(podDefaults, (keys) =>
      [...new Set(keys.map(({ namespace }) => namespace))].flatMap((namespace) => store.podDefaults(namespace)),
    ),
    surroundings: firstUnread(all) ?? read(store, all.flatMap(gapsOf)),
  };
}

const gapsOf = (reading: Reading<unknown>): readonly string[] => (reading.kind === 'read' ? reading.gaps : []);
