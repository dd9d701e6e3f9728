import type { ApiError, ApiProblem } from '../cluster/api-error.ts';
import type { Served } from '../cluster/discovery.ts';
import type { ListReason } from '../cluster/list-watch.ts';
import type { MissingRule } from '../cluster/permissions.ts';
import type { UnreadableObject } from './store.ts';

/** Is told what becomes of the watches; kinds are by their plain name, such as `RayCluster`. */
export interface ClusterObserver {
  /** Which of the kinds that are sought the API server serves; told at each look. */
  discovered(served: Served): void;
  /** The API server serves this kind, and it is watched from now on. */
  watching(kind: string, apiVersion: string): void;
  /** The kind is served no more, and what was known of it is forgotten. */
  dropped(kind: string): void;
  listed(kind: string, reason: ListReason, objects: number): void;
  /** The API server said something about the kind: a list, an event, a bookmark. */
  heard(kind: string): void;
  /** Each fault is counted; `isNew` where the kind was well before, so that it is worth a line. */
  failed(kind: string, error: ApiError, isNew: boolean): void;
  recovered(kind: string, from: ApiProblem): void;
  /** Permission is missing. Told once until that changes. */
  forbidden(kind: string, rule: MissingRule): void;
  /** Told once for each object, until it can be read or is gone. */
  unreadable(object: UnreadableObject): void;
  /** How many objects of the kind are left out now. */
  unreadableCount(kind: string, count: number): void;
}
