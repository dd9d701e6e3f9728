import { z } from 'zod';
import type { GangKey, GangOwner } from '../decision/known/gang-owner.ts';
import type { NamespaceFacts, PodDefault, Surroundings } from '../decision/known/surroundings.ts';
import { apiGroupOf, ownValue, type StringMap } from '../decision/pod/pod.ts';
import { type GangOwnerKeys, readGangOwner } from '../decision/requests/gang-owner.ts';
import { QUEUES_ANNOTATION } from '../decision/vocabulary.ts';
import { type GroupKind, KUBEFLOW, kindKey } from '../manifests/kubernetes-kinds.ts';
import { objectSchema, podDefaultSpecSchema } from '../manifests/schemas.ts';
import { GANG_KINDS, gangTemplates } from './gang-templates.ts';

export const NAMESPACE: GroupKind = { group: '', kind: 'Namespace' };
const POD_DEFAULT: GroupKind = { group: KUBEFLOW, kind: 'PodDefault' };

/** Every kind that says something about a pod beside it. */
export const SURROUNDING_KINDS: readonly GroupKind[] = [NAMESPACE, POD_DEFAULT, ...GANG_KINDS];

const KNOWN_KINDS = new Set(SURROUNDING_KINDS.map(kindKey));

/** An object as it is found again: when it is changed, when it is taken away. */
interface ObjectKey extends GroupKind {
  readonly namespace: string;
  readonly name: string;
}

/** A list of one kind that comes in pages. */
export interface Replacement {
  /** Answers the objects that could not be read, and are left out. */
  add(objects: readonly unknown[]): readonly UnreadableObject[];
  /** What was in none of the pages is known no more, and the kind counts as synced. */
  finish(): void;
}

/** An object that does not have its kind's shape, and is not known for that. */
export interface UnreadableObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly error: z.ZodError;
}

const typeSchema = z.looseObject({ apiVersion: z.string(), kind: z.string() });

const objectKeySchema = typeSchema.extend({
  metadata: z.looseObject({ name: z.string().nullish(), namespace: z.string().nullish() }),
});

const NO_POD_DEFAULTS: readonly PodDefault[] = [];

/**
 * What is known beside the pods, in memory. Manifests fill it, and whoever watches a cluster: `replaceAll` takes a list,
 * `upsert` and `remove` the events after it.
 */
export class SurroundingsStore implements Surroundings {
  readonly #namespaces = new Map<string, NamespaceFacts>();
  /** By namespace and name, and the same as the lists that are asked for. */
  readonly #podDefaults = new Map<string, Map<string, PodDefault>>();
  readonly #podDefaultLists = new Map<string, readonly PodDefault[]>();
  /** By namespace, group and name, then by kind: a pod may name its owner but not the owner's kind. */
  readonly #gangOwners = new Map<string, Map<string, GangOwner>>();
  readonly #synced = new Set<string>();
  readonly #keys: GangOwnerKeys;

  constructor(keys: GangOwnerKeys) {
    this.#keys = keys;
  }

  namespace(name: string): NamespaceFacts | undefined {
    return this.#namespaces.get(name);
  }

  podDefaults(namespace: string): readonly PodDefault[] {
    const list = this.#podDefaultLists.get(namespace);
    if (list !== undefined) {
      return list;
    }
    const found = this.#podDefaults.get(namespace);
    if (found === undefined) {
      return NO_POD_DEFAULTS;
    }
    const made = [...found.values()];
    this.#podDefaultLists.set(namespace, made);
    return made;
  }

  gangOwner(namespace: string, { group, kind, name }: GangKey): GangOwner | undefined {
    const owners = this.#gangOwners.get(ownerId(namespace, group, name));
    return kind === '' ? [...(owners?.values() ?? [])].at(-1) : owners?.get(kind);
  }

  /**
   * Takes an object in, new or changed, if it is a Namespace, a PodDefault or the owner of a gang.
   *
   * @param defaultNamespace for objects that name none
   * @returns whether it was one
   * @throws z.ZodError where it is one, but does not have its shape; what was known under its name is known no more
   */
  upsert(manifest: unknown, defaultNamespace = 'default'): boolean {
    if (!isSurrounding(manifest)) {
      return false;
    }
    const key = keyOf(manifest, defaultNamespace);
    this.#forget(key);
    const { metadata, spec } = objectSchema.parse(manifest);
    const { name, namespace } = key;
    const labels = metadata.labels ?? {};
    const annotations = metadata.annotations ?? {};
    if (kindKey(key) === kindKey(NAMESPACE)) {
      this.#namespaces.set(name, { name, labels, annotations: annotationsRead(annotations) });
    } else if (kindKey(key) === kindKey(POD_DEFAULT)) {
      const inNamespace = this.#podDefaults.get(namespace) ?? new Map<string, PodDefault>();
      inNamespace.set(name, readPodDefault(name, namespace, spec));
      this.#podDefaults.set(namespace, inNamespace);
    } else {
      const gang = gangTemplates(key, spec) ?? { templates: [], hasLeaderTemplate: false };
      const owner = readGangOwner({ ...gang, kind: key.kind, name, labels, annotations }, this.#keys);
      const id = ownerId(namespace, key.group, name);
      const owners = this.#gangOwners.get(id) ?? new Map<string, GangOwner>();
      this.#gangOwners.set(id, owners.set(key.kind, owner));
    }
    return true;
  }

  /** Forgets an object; its metadata is enough. Answers whether it is of a kind that is known here. */
  remove(manifest: unknown, defaultNamespace = 'default'): boolean {
    if (!isSurrounding(manifest)) {
      return false;
    }
    this.#forget(keyOf(manifest, defaultNamespace));
    return true;
  }

  /**
   * Takes a whole list of one kind: what is not in it is known no more. From then on the kind counts as synced; of a kind
   * that a cluster does not have the list is empty.
   *
   * @returns the objects that could not be read, and are left out
   */
  replaceAll(
    type: { readonly apiVersion: string; readonly kind: string },
    objects: readonly unknown[],
  ): readonly UnreadableObject[] {
    const replacement = this.replacement(type);
    const unreadable = replacement.add(objects);
    replacement.finish();
    return unreadable;
  }

  /**
   * As `replaceAll`, page by page: requests are answered in between, and nobody holds the whole list. Until it is finished
   * what was known stays known.
   */
  replacement(type: { readonly apiVersion: string; readonly kind: string }): Replacement {
    const kind: GroupKind = { group: apiGroupOf(type.apiVersion), kind: type.kind };
    const listed = new Set<string>();
    return {
      add: (objects) =>
        objects.flatMap((object) => {
          const whole = ofType(object, type);
          const unreadable = this.tryUpsert(whole);
          if (unreadable === undefined) {
            listed.add(idOf(keyOf(whole, 'default')));
          }
          return unreadable === undefined ? [] : [unreadable];
        }),
      finish: () => {
        for (const key of this.#keysOf(kind)) {
          if (!listed.has(idOf(key))) {
            this.#forget(key);
          }
        }
        this.#synced.add(kindKey(kind));
      },
    };
  }

  /** As `upsert`, for objects of other people: one that cannot be read is answered and left out. */
  tryUpsert(manifest: unknown): UnreadableObject | undefined {
    try {
      this.upsert(manifest);
      return undefined;
    } catch (error) {
      if (!(error instanceof z.ZodError)) {
        throw error;
      }
      const key = objectKeySchema.safeParse(manifest);
      const { kind, metadata } = key.success ? key.data : { kind: 'object', metadata: { name: '', namespace: '' } };
      return { kind, namespace: metadata.namespace ?? '', name: metadata.name ?? '', error };
    }
  }

  /** Whether all these kinds have been listed once. */
  synced(kinds: readonly GroupKind[]): boolean {
    return kinds.every((kind) => this.#synced.has(kindKey(kind)));
  }

  #forget({ group, kind, namespace, name }: ObjectKey): void {
    if (kindKey({ group, kind }) === kindKey(NAMESPACE)) {
      this.#namespaces.delete(name);
    } else if (kindKey({ group, kind }) === kindKey(POD_DEFAULT)) {
      deleteWithin(this.#podDefaults, namespace, name);
      this.#podDefaultLists.delete(namespace);
    } else {
      deleteWithin(this.#gangOwners, ownerId(namespace, group, name), kind);
    }
  }

  #keysOf({ group, kind }: GroupKind): readonly ObjectKey[] {
    const key = (namespace: string, name: string): ObjectKey => ({ group, kind, namespace, name });
    if (kindKey({ group, kind }) === kindKey(NAMESPACE)) {
      return [...this.#namespaces.keys()].map((name) => key('', name));
    }
    if (kindKey({ group, kind }) === kindKey(POD_DEFAULT)) {
      return [...this.#podDefaults].flatMap(([namespace, all]) => [...all.keys()].map((name) => key(namespace, name)));
    }
    return [...this.#gangOwners].flatMap(([id, owners]) => {
      const [namespace = '', ofGroup, name = ''] = id.split('/');
      return ofGroup === group && owners.has(kind) ? [key(namespace, name)] : [];
    });
  }
}

function isSurrounding(manifest: unknown): boolean {
  const { apiVersion, kind } = typeSchema.parse(manifest);
  return KNOWN_KINDS.has(kindKey({ group: apiGroupOf(apiVersion), kind }));
}

function keyOf(manifest: unknown, defaultNamespace: string): ObjectKey {
  const { apiVersion, kind, metadata } = objectKeySchema.parse(manifest);
  const namespace = metadata.namespace ?? defaultNamespace;
  return { group: apiGroupOf(apiVersion), kind, namespace, name: metadata.name ?? '' };
}

/** Names an object among those of its kind. */
const idOf = ({ group, kind, namespace, name }: ObjectKey): string =>
  kindKey({ group, kind }) === kindKey(NAMESPACE) ? name : `${namespace}/${name}`;

/** The items of a list do not repeat the list's kind, and metadata alone comes under a kind of its own. */
export const ofType = (object: unknown, type: { readonly apiVersion: string; readonly kind: string }): unknown =>
  typeof object === 'object' && object !== null ? { ...object, apiVersion: type.apiVersion, kind: type.kind } : object;

/** Annotations of namespaces can be large, as what kubectl keeps in them, and one of them is all that is read. */
function annotationsRead(annotations: StringMap): StringMap {
  const queues = ownValue(annotations, QUEUES_ANNOTATION);
  return queues === undefined ? {} : { [QUEUES_ANNOTATION]: queues };
}

function readPodDefault(name: string, namespace: string, spec: unknown): PodDefault {
  const { selector, env, labels, annotations } = z.object({ spec: podDefaultSpecSchema }).parse({ spec }).spec;
  return { name, namespace, selector, env: env ?? [], labels: labels ?? {}, annotations: annotations ?? {} };
}

/** Deletes an entry of a map in a map; an empty map does not stay. */
function deleteWithin(maps: Map<string, Map<string, unknown>>, outer: string, inner: string): void {
  const map = maps.get(outer);
  map?.delete(inner);
  if (map?.size === 0) {
    maps.delete(outer);
  }
}

const ownerId = (namespace: string, group: string, name: string): string => `${namespace}/${group}/${name}`;
