import type { StringMap } from '../decision/pod/pod.ts';
import type { JsonPointer } from './pointer.ts';

/** A value that this program writes into a pod: a string, a map of strings, or a container's new resources. */
export type PatchValue = string | StringMap | { readonly [key: string]: StringMap };

/**
 * A JSON Patch operation (RFC 6902) as this program makes them. Paths are pointers, which only `pointer.ts` builds, so
 * none can be unescaped; values are strings, since the API server refuses a label or a quantity that is none. Every
 * operation is one of the library's too.
 */
export type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: JsonPointer; readonly value: PatchValue }
  | { readonly op: 'remove'; readonly path: JsonPointer }
  | { readonly op: 'move'; readonly from: JsonPointer; readonly path: JsonPointer };
