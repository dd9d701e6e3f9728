import type { PatchOperation } from './operation.ts';
import { type JsonPointer, member } from './pointer.ts';

/** A map in the pod that may be absent, `null` or there, and the keys in it that have to change. */
export interface MapChange {
  readonly path: JsonPointer;
  readonly current: { readonly [key: string]: unknown } | null | undefined;
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
  /** A key that is there stays, whatever its value is. */
  readonly keepsValues?: boolean;
}

const NOTHING: readonly PatchOperation[] = [];

/**
 * Operations that bring a map of strings to the wanted state, only where it differs. A map that is not there is made
 * by exactly one operation: the API server treats `add` below a missing or null parent as an error, and rejects the
 * pod for it even where the webhook's failure policy is `Ignore`.
 */
export function patchMap({ path, current, set, remove, keepsValues = false }: MapChange): readonly PatchOperation[] {
  if (current === null || current === undefined) {
    return set.size === 0 ? NOTHING : [{ op: 'add', path, value: Object.fromEntries(set) }];
  }
  const operations: PatchOperation[] = [];
  for (const key of remove) {
    if (Object.hasOwn(current, key)) {
      operations.push({ op: 'remove', path: member(path, key) });
    }
  }
  for (const [key, value] of set) {
    if (!Object.hasOwn(current, key)) {
      operations.push({ op: 'add', path: member(path, key), value });
    } else if (!keepsValues && current[key] !== value) {
      operations.push({ op: 'replace', path: member(path, key), value });
    }
  }
  return operations;
}
