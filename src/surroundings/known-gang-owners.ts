import type { GangKey, GangOwner } from '../decision/known/gang-owner.ts';
import { type GangOwnerKeys, readGangOwner } from '../decision/requests/gang-owner.ts';
import type { GroupKind } from '../manifests/kubernetes-kinds.ts';
import { gangTemplates } from './gang-templates.ts';
import { deleteWithin, type KnownObjects, type ObjectKey, type ObjectManifest, setWithin } from './known-objects.ts';

export class KnownGangOwners implements KnownObjects {
  /** By namespace, group and name, then by kind: a pod may name its owner but not the owner's kind. */
  readonly #known = new Map<string, Map<string, GangOwner>>();
  readonly #keys: GangOwnerKeys;

  constructor(keys: GangOwnerKeys) {
    this.#keys = keys;
  }

  find(namespace: string, { group, kind, name }: GangKey): GangOwner | undefined {
    const owners = this.#known.get(idOf({ namespace, group, name }));
    return kind === '' ? [...(owners?.values() ?? [])].at(-1) : owners?.get(kind);
  }

  set(key: ObjectKey, { metadata, spec }: ObjectManifest): void {
    const { kind, name } = key;
    const { labels, annotations } = metadata;
    const gang = gangTemplates(key, spec) ?? { templates: [], hasLeaderTemplate: false };
    const json = { ...gang, kind, name, labels: labels ?? {}, annotations: annotations ?? {} };
    setWithin(this.#known, idOf(key), kind, readGangOwner(json, this.#keys));
  }

  delete(key: ObjectKey): void {
    deleteWithin(this.#known, idOf(key), key.kind);
  }

  keysOf({ group, kind }: GroupKind): readonly ObjectKey[] {
    return [...this.#known].flatMap(([id, owners]) => {
      const [namespace = '', ofGroup, name = ''] = id.split('/');
      return ofGroup === group && owners.has(kind) ? [{ group, kind, namespace, name }] : [];
    });
  }
}

const idOf = ({ namespace, group, name }: Omit<ObjectKey, 'kind'>): string => `${namespace}/${group}/${name}`;
