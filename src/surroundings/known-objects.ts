import type { z } from 'zod';
import type { GroupKind } from '../manifests/kubernetes-kinds.ts';
import type { objectSchema } from '../manifests/schemas.ts';

/** An object as it is found again: when it is changed, when it is taken away. */
export interface ObjectKey extends GroupKind {
  /** Empty for what stands in no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** An object with the shape that every object has; its spec is its kind's business. */
export type ObjectManifest = z.output<typeof objectSchema>;

/** What is known of one kind, or of several that are looked up together. */
export interface KnownObjects {
  /** @throws z.ZodError where the object does not have its kind's shape */
  set(key: ObjectKey, manifest: ObjectManifest): void;
  delete(key: ObjectKey): void;
  keysOf(kind: GroupKind): readonly ObjectKey[];
}

/** Puts an entry into a map in a map. */
export function setWithin<T>(maps: Map<string, Map<string, T>>, outer: string, inner: string, value: T): void {
  const map = maps.get(outer) ?? new Map<string, T>();
  maps.set(outer, map.set(inner, value));
}

/** Deletes an entry of a map in a map; an empty map does not stay. */
export function deleteWithin(maps: Map<string, Map<string, unknown>>, outer: string, inner: string): void {
  const map = maps.get(outer);
  map?.delete(inner);
  if (map?.size === 0) {
    maps.delete(outer);
  }
}
