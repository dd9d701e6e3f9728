import * as z from 'zod';
import type { GangKey, GangOwner } from '../decision/known/gang-owner.ts';
import type { NamespaceFacts, PodDefault, Surroundings } from '../decision/known/surroundings.ts';
import type { GangOwnerKeys } from '../decision/requests/gang-owner.ts';
import { type GroupKind, groupKindOf, kindKey } from '../manifests/kubernetes-kinds.ts';
import { objectSchema } from '../manifests/schemas.ts';
import { GANG_KINDS } from './gang-templates.ts';
import { KnownGangOwners } from './known-gang-owners.ts';
import { KnownNamespaces, NAMESPACE } from './known-namespaces.ts';
import type { KnownObjects, ObjectKey } from './known-objects.ts';
import { KnownPodDefaults, POD_DEFAULT } from './known-pod-defaults.ts';

/** Every kind that says something about a pod beside it. */
export const SURROUNDING_KINDS: readonly GroupKind[] = [NAMESPACE, POD_DEFAULT, ...GANG_KINDS];

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

/**
 * What is known beside the pods, in memory. Manifests fill it, and whoever watches a cluster: `replaceAll` takes a list,
 * `upsert` and `remove` the events after it.
 */
export class SurroundingsStore implements Surroundings {
  readonly #namespaces = new KnownNamespaces();
  readonly #podDefaults = new KnownPodDefaults();
  readonly #gangOwners: KnownGangOwners;
  readonly #byKind: ReadonlyMap<string, KnownObjects>;
  readonly #synced = new Set<string>();

  constructor(keys: GangOwnerKeys) {
    this.#gangOwners = new KnownGangOwners(keys);
    this.#byKind = new Map<string, KnownObjects>([
      [kindKey(NAMESPACE), this.#namespaces],
      [kindKey(POD_DEFAULT), this.#podDefaults],
      ...GANG_KINDS.map((kind) => [kindKey(kind), this.#gangOwners] as const),
    ]);
  }

  namespace(name: string): NamespaceFacts | undefined {
    return this.#namespaces.find(name);
  }

  podDefaults(namespace: string): readonly PodDefault[] {
    return this.#podDefaults.of(namespace);
  }

  gangOwner(namespace: string, key: GangKey): GangOwner | undefined {
    return this.#gangOwners.find(namespace, key);
  }

  /**
   * Takes an object in, new or changed, if it is a Namespace, a PodDefault or the owner of a gang.
   *
   * @param defaultNamespace for objects that name none
   * @returns whether it was one
   * @throws z.ZodError where it is one, but does not have its shape; what was known under its name is known no more
   */
  upsert(manifest: unknown, defaultNamespace = 'default'): boolean {
    return this.#take(manifest, defaultNamespace) !== undefined;
  }

  /** Forgets an object; its metadata is enough. Answers whether it is of a kind that is known here. */
  remove(manifest: unknown, defaultNamespace = 'default'): boolean {
    const known = this.#knownLike(manifest);
    known?.delete(keyOf(manifest, defaultNamespace));
    return known !== undefined;
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
    const kind = groupKindOf(type);
    const listed = new Set<string>();
    return {
      add: (objects) =>
        objects.flatMap((object) => {
          const taken = this.#tryTake(ofType(object, type));
          if (taken === undefined || 'error' in taken) {
            return taken ?? [];
          }
          listed.add(idOf(taken));
          return [];
        }),
      finish: () => {
        const known = this.#byKind.get(kindKey(kind));
        for (const key of known?.keysOf(kind) ?? []) {
          if (!listed.has(idOf(key))) {
            known?.delete(key);
          }
        }
        this.#synced.add(kindKey(kind));
      },
    };
  }

  /** As `upsert`, for objects of other people: one that cannot be read is answered and left out. */
  tryUpsert(manifest: unknown): UnreadableObject | undefined {
    const taken = this.#tryTake(manifest);
    return taken !== undefined && 'error' in taken ? taken : undefined;
  }

  /** Whether all these kinds have been listed once. */
  synced(kinds: readonly GroupKind[]): boolean {
    return kinds.every((kind) => this.#synced.has(kindKey(kind)));
  }

  /** The key under which an object is known now; `undefined` for an object that says nothing about pods. */
  #take(manifest: unknown, defaultNamespace: string): ObjectKey | undefined {
    const known = this.#knownLike(manifest);
    if (known === undefined) {
      return undefined;
    }
    const key = keyOf(manifest, defaultNamespace);
    known.delete(key);
    known.set(key, objectSchema.parse(manifest));
    return key;
  }

  #tryTake(manifest: unknown): ObjectKey | UnreadableObject | undefined {
    try {
      return this.#take(manifest, 'default');
    } catch (error) {
      if (!(error instanceof z.ZodError)) {
        throw error;
      }
      const key = objectKeySchema.safeParse(manifest);
      const { kind, metadata } = key.success ? key.data : { kind: 'object', metadata: { name: '', namespace: '' } };
      return { kind, namespace: metadata.namespace ?? '', name: metadata.name ?? '', error };
    }
  }

  /** @throws z.ZodError where it is no object of Kubernetes */
  #knownLike(manifest: unknown): KnownObjects | undefined {
    return this.#byKind.get(kindKey(groupKindOf(typeSchema.parse(manifest))));
  }
}

function keyOf(manifest: unknown, defaultNamespace: string): ObjectKey {
  const { metadata, ...object } = objectKeySchema.parse(manifest);
  const type = groupKindOf(object);
  const namespace = kindKey(type) === kindKey(NAMESPACE) ? '' : (metadata.namespace ?? defaultNamespace);
  return { ...type, namespace, name: metadata.name ?? '' };
}

/** Names an object among those of its kind. */
const idOf = ({ namespace, name }: ObjectKey): string => `${namespace}/${name}`;

/** The items of a list do not repeat the list's kind, and metadata alone comes under a kind of its own. */
export const ofType = (object: unknown, type: { readonly apiVersion: string; readonly kind: string }): unknown =>
  typeof object === 'object' && object !== null ? { ...object, apiVersion: type.apiVersion, kind: type.kind } : object;
