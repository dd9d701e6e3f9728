import type { GangKey } from '../decision/known/gang-owner.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import type { GroupKind } from '../manifests/kubernetes-kinds.ts';
import type { StoredNamespace } from '../pod-report/story.ts';
import { CRD_KINDS } from '../surroundings/from-cluster.ts';
import { POD_DEFAULT } from '../surroundings/known-pod-defaults.ts';
import { SurroundingsStore } from '../surroundings/store.ts';
import type { ClusterReader } from './reader.ts';
import { inNamespace, type ServedKinds } from './served-kinds.ts';

/** What a decision about one pod looks up, in the form in which the server knows it. */
export class KnownHere {
  readonly store: SurroundingsStore;
  readonly #notes = new Set<string>();

  constructor(settings: DecisionSettings) {
    this.store = new SurroundingsStore(settings);
  }

  get notes(): readonly string[] {
    return [...this.#notes];
  }

  takeNamespace({ name, labels, annotations }: StoredNamespace): void {
    this.store.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations } });
  }

  /** PodDefaults, and owners of gangs as far as they matter; of one namespace, or of all. */
  async read(
    reader: ClusterReader,
    kinds: ServedKinds,
    namespace: string | undefined,
    matters: (kind: GroupKind) => boolean = () => true,
  ): Promise<void> {
    for (const kind of CRD_KINDS) {
      const served = kinds.of(kind);
      if (served === undefined || !matters(kind)) {
        continue;
      }
      const path = namespace === undefined ? served.path : inNamespace(served, namespace);
      const type = { apiVersion: served.apiVersion, kind: served.kind };
      const listed = await reader.each({ path }, served.resource, (object) => {
        const unreadable = this.store.tryUpsert({ ...(object as object), ...type });
        if (unreadable !== undefined) {
          this.#notes.add(`${unreadable.kind} ${unreadable.name} cannot be read and is left out`);
        }
      });
      if (listed.kind === 'unreadable') {
        this.#notes.add(`${listed.why}, so it is decided without them`);
      }
    }
  }
}

/** PodDefaults always, and of the owners the kinds that this gang may have. */
export const mattersTo =
  (gang: GangKey | undefined) =>
  ({ group, kind }: GroupKind): boolean =>
    (group === POD_DEFAULT.group && kind === POD_DEFAULT.kind) ||
    (gang !== undefined && gang.group === group && (gang.kind === '' || gang.kind === kind));
