import type { Served } from '../cluster/discovery.ts';
import type { ObjectReader } from '../cluster-reading/object-reader.ts';
import { fillStore } from '../cluster-reading/surroundings.ts';
import type { GangKey } from '../decision/known/gang-owner.ts';
import { type GroupKind, kindKey } from '../manifests/kubernetes-kinds.ts';
import { CRD_KINDS } from '../surroundings/from-cluster.ts';
import { POD_DEFAULT } from '../surroundings/known-pod-defaults.ts';
import type { SurroundingsStore } from '../surroundings/store.ts';
import { notesOn } from './words.ts';

/**
 * PodDefaults, and owners of gangs as far as they matter; of one namespace, or of all.
 *
 * @returns notes on what is decided without
 */
export async function readSurroundings(
  reader: ObjectReader,
  store: SurroundingsStore,
  served: Served,
  namespace: string | undefined,
  matters: (kind: GroupKind) => boolean = () => true,
): Promise<readonly string[]> {
  const notes = new Set<string>();
  for (const resource of CRD_KINDS.filter(matters).flatMap((kind) => served.get(kindKey(kind)) ?? [])) {
    const filled = await fillStore(reader, store, resource, {
      namespace,
      onUnreadable: ({ kind, name }) => notes.add(`${kind} ${name} cannot be read and is left out`),
    });
    const told = filled.kind === 'forbidden' ? { ...filled, what: resource.resource } : filled;
    for (const note of notesOn(told, 'so it is decided without them')) {
      notes.add(note);
    }
  }
  return [...notes];
}

/** PodDefaults always, and of the owners the kinds that this gang may have. */
export const mattersTo =
  (gang: GangKey | undefined) =>
  ({ group, kind }: GroupKind): boolean =>
    (group === POD_DEFAULT.group && kind === POD_DEFAULT.kind) ||
    (gang !== undefined && gang.group === group && (gang.kind === '' || gang.kind === kind));
