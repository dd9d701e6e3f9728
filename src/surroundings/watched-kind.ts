import type { ApiError } from '../cluster/api-error.ts';
import type { ApiClient } from '../cluster/client.ts';
import type { ServedResource } from '../cluster/discovery.ts';
import { ListWatch, type ListWatchObserver, type ObjectSink } from '../cluster/list-watch.ts';
import type { WatchTiming } from '../cluster/timing.ts';
import type { ClusterObserver } from './cluster-observer.ts';
import { ofType, type SurroundingsStore, type UnreadableObject } from './store.ts';

/** One kind that is being watched: it feeds the store, and keeps what is to be told once. */
export class WatchedKind {
  readonly resource: ServedResource;
  readonly #store: SurroundingsStore;
  readonly #observer: ClusterObserver;
  readonly #end = new AbortController();
  /** Objects that cannot be read, by namespace and name. */
  #unreadable = new Set<string>();
  /** The present trouble, and what was tried then. */
  #problem: ApiError | undefined;
  #failedVerb: 'list' | 'watch' = 'list';
  /** Looks at discovery that did not find the kind, one after the other. */
  absences = 0;

  constructor(resource: ServedResource, store: SurroundingsStore, observer: ClusterObserver) {
    this.resource = resource;
    this.#store = store;
    this.#observer = observer;
  }

  /** Lists and watches until `end`. */
  start(client: ApiClient, timing: WatchTiming): void {
    void new ListWatch(client, this.resource, this.#sink(), this.#observing(), timing).run(this.#end.signal);
  }

  end(): void {
    this.#end.abort();
  }

  /** What keeps the kind from being known, if it is in trouble. */
  get problem(): ApiError | undefined {
    return this.#problem;
  }

  #sink(): ObjectSink {
    const { apiVersion, kind } = this.resource;
    const type = { apiVersion, kind };
    return {
      replacement: () => {
        const replacement = this.#store.replacement(type);
        const found = new Set<string>();
        return {
          add: (objects) => {
            for (const unreadable of replacement.add(objects)) {
              found.add(idOf(unreadable));
              this.#report(unreadable);
            }
          },
          finish: () => {
            replacement.finish();
            this.#unreadable = found;
            this.#observer.unreadableCount(kind, found.size);
          },
        };
      },
      upsert: (object) => {
        const unreadable = this.#store.tryUpsert(ofType(object, type));
        if (unreadable === undefined) {
          this.#readable(object);
        } else {
          this.#report(unreadable);
          this.#observer.unreadableCount(kind, this.#unreadable.size);
        }
      },
      remove: (object) => {
        this.#store.remove(ofType(object, type));
        this.#readable(object);
      },
    };
  }

  #report(object: UnreadableObject): void {
    if (!this.#unreadable.has(idOf(object))) {
      this.#unreadable.add(idOf(object));
      this.#observer.unreadable(object);
    }
  }

  #readable(object: unknown): void {
    const { name = '', namespace = '' } =
      (object as { metadata?: { name?: string; namespace?: string } }).metadata ?? {};
    if (this.#unreadable.delete(idOf({ name, namespace }))) {
      this.#observer.unreadableCount(this.resource.kind, this.#unreadable.size);
    }
  }

  #observing(): ListWatchObserver {
    const { kind, group, resource } = this.resource;
    return {
      listed: (reason, objects) => this.#observer.listed(kind, reason, objects),
      heard: (verb) => {
        // Whoever may list but not watch lists again and again, and is told about it once.
        if (this.#problem?.problem !== 'forbidden' || verb === this.#failedVerb) {
          this.#recover();
        }
        this.#observer.heard(kind);
      },
      failed: (verb, error) => {
        const last = this.#problem?.problem;
        this.#observer.failed(kind, error, last === undefined && isTrouble(error));
        if (error.problem === 'forbidden' && (last !== 'forbidden' || verb !== this.#failedVerb)) {
          this.#observer.forbidden(kind, { verb, group, resource });
        }
        if (isTrouble(error) || error.problem === 'forbidden') {
          this.#problem = error;
          this.#failedVerb = verb;
        }
      },
    };
  }

  #recover(): void {
    const from = this.#problem?.problem;
    this.#problem = undefined;
    if (from !== undefined) {
      this.#observer.recovered(this.resource.kind, from);
    }
  }
}

/** A version that is no longer kept is everyday life, and for missing permission there is a line of its own. */
const isTrouble = ({ problem }: ApiError): boolean => problem !== 'expired' && problem !== 'forbidden';

const idOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string =>
  `${namespace}/${name}`;
