import { setTimeout as sleep } from 'node:timers/promises';
import { asApiError } from '../cluster/api-error.ts';
import { Backoff, spread } from '../cluster/backoff.ts';
import type { ApiClient } from '../cluster/client.ts';
import { Discovery, type Served, type ServedResource } from '../cluster/discovery.ts';
import type { WatchTiming } from '../cluster/timing.ts';
import { type GroupKind, kindKey } from '../manifests/kubernetes-kinds.ts';
import type { ClusterObserver } from './cluster-observer.ts';
import { NAMESPACE } from './known-namespaces.ts';
import { SURROUNDING_KINDS, type SurroundingsStore } from './store.ts';
import { WatchedKind } from './watched-kind.ts';

/** Namespaces are always served, and of them labels and annotations are all that is read. */
export const NAMESPACES: ServedResource = {
  ...NAMESPACE,
  apiVersion: 'v1',
  resource: 'namespaces',
  path: '/api/v1/namespaces',
  metadataOnly: true,
};

/** Kinds that come with a CRD, or do not. */
export const CRD_KINDS: readonly GroupKind[] = SURROUNDING_KINDS.filter((kind) => kindKey(kind) !== kindKey(NAMESPACE));

/**
 * A kind that is not found must not be found twice before it counts as removed: an API server that has just started may
 * list its groups before it has read its CRDs.
 */
const ABSENCES = 2;

/**
 * Keeps the store like the cluster, beside the request path. Once every kind has been listed, or is known not to be had,
 * it stays ready: an API server that is out of reach later makes what is known older, not wrong.
 */
export class ClusterSurroundings {
  readonly #store: SurroundingsStore;
  readonly #client: ApiClient;
  readonly #observer: ClusterObserver;
  readonly #timing: WatchTiming;
  readonly #alsoSought: readonly GroupKind[];
  readonly #end = new AbortController();
  readonly #watched = new Map<string, WatchedKind>();
  #discovery: 'not yet' | 'done' | 'forbidden' = 'not yet';
  #discoveryProblem: string | undefined;
  #wasReady = false;

  /** @param alsoSought kinds that are only looked for, and not watched */
  constructor(
    store: SurroundingsStore,
    client: ApiClient,
    observer: ClusterObserver,
    timing: WatchTiming,
    alsoSought: readonly GroupKind[] = [],
  ) {
    this.#alsoSought = alsoSought;
    this.#store = store;
    this.#client = client;
    this.#observer = observer;
    this.#timing = timing;
  }

  start(): void {
    this.#watch(NAMESPACES);
    void this.#discover(this.#end.signal);
  }

  close(): void {
    this.#end.abort();
    for (const watched of this.#watched.values()) {
      watched.end();
    }
  }

  /** Why pods cannot be decided yet; `undefined` for good after the first time that all is known. */
  problem(): string | undefined {
    if (this.#wasReady) {
      return undefined;
    }
    if (this.#discovery === 'not yet') {
      return `which kinds the API server has is not known yet${because(this.#discoveryProblem)}`;
    }
    const waiting = [...this.#watched.values()].filter(({ resource, problem }) => {
      return !this.#store.synced([resource]) && problem?.problem !== 'forbidden';
    });
    this.#wasReady = waiting.length === 0;
    const names = waiting.map(({ resource }) => resource.kind).join(', ');
    const problem = waiting.find((one) => one.problem !== undefined)?.problem?.message;
    return this.#wasReady ? undefined : `not listed yet: ${names}${because(problem)}`;
  }

  async #discover(signal: AbortSignal): Promise<void> {
    const discovery = new Discovery(this.#client, [...CRD_KINDS, ...this.#alsoSought]);
    const backoff = new Backoff(this.#timing.firstBackoffMillis, this.#timing.mostBackoffMillis);
    let last: ReturnType<typeof asApiError> | undefined;
    while (!signal.aborted) {
      let pause = spread(this.#timing.discoveryMillis);
      try {
        const served = await discovery.look(signal);
        this.#compare(served);
        this.#observer.discovered(served);
        this.#discovery = 'done';
        if (last !== undefined) {
          this.#observer.recovered(DISCOVERY, last.problem);
          last = undefined;
        }
        backoff.reset();
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        const problem = asApiError(error);
        const isForbidden = problem.problem === 'forbidden';
        this.#observer.failed(DISCOVERY, problem, last === undefined && !isForbidden);
        if (isForbidden) {
          if (last?.problem !== 'forbidden') {
            this.#observer.forbidden(DISCOVERY, { verb: 'get', group: '', resource: '/apis' });
          }
          this.#discovery = this.#discovery === 'done' ? 'done' : 'forbidden';
        }
        last = problem;
        this.#discoveryProblem = problem.message;
        pause = isForbidden ? spread(this.#timing.forbiddenMillis) : Math.max(backoff.next(), problem.retryAfterMillis);
      }
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  #compare(served: Served): void {
    for (const kind of CRD_KINDS) {
      const resource = served.get(kindKey(kind));
      const watched = this.#watched.get(kindKey(kind));
      if (resource === undefined) {
        this.#notServed(kind, watched);
      } else if (watched === undefined) {
        this.#watch(resource);
      } else if (watched.resource.path === resource.path) {
        watched.absences = 0;
      } else {
        // Another version is preferred now, or the one that was watched is served no more.
        watched.end();
        this.#watch(resource);
      }
    }
  }

  #notServed(kind: GroupKind, watched: WatchedKind | undefined): void {
    if (watched === undefined) {
      return;
    }
    watched.absences += 1;
    if (watched.absences >= ABSENCES) {
      watched.end();
      this.#watched.delete(kindKey(kind));
      this.#store.replaceAll(watched.resource, []);
      this.#observer.dropped(kind.kind);
    }
  }

  #watch(resource: ServedResource): void {
    const watched = new WatchedKind(resource, this.#store, this.#observer);
    this.#watched.set(kindKey(resource), watched);
    this.#observer.watching(resource.kind, resource.apiVersion);
    watched.start(this.#client, this.#timing);
  }
}

/** What stands in the place of a kind where the list of kinds itself is meant. */
export const DISCOVERY = 'discovery';

const because = (problem: string | undefined): string => (problem === undefined ? '' : ` (${problem})`);
