import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { ApiError, type ApiProblem, asApiError, problemOfStatus } from './api-error.ts';
import { Backoff, spread } from './backoff.ts';
import type { ApiClient } from './client.ts';
import type { ServedResource } from './discovery.ts';
import { listAll, watchAccept } from './list.ts';
import type { WatchTiming } from './timing.ts';
import { Watchdog } from './watchdog.ts';

/** Why a kind was listed: at first, because the version to go on from is gone (410), after silence, after a fault. */
export const LIST_REASONS = ['first', 'expired', 'silent', 'failed'] as const;

export type ListReason = (typeof LIST_REASONS)[number];

/** Where the objects go. */
export interface ObjectSink {
  /** Begins a whole list; what is in none of its pages is gone when it is finished. */
  replacement(): { add(objects: readonly unknown[]): void; finish(): void };
  upsert(object: unknown): void;
  remove(object: unknown): void;
}

/** Is told how it goes. */
export interface ListWatchObserver {
  /** A whole list was taken. */
  listed(reason: ListReason, objects: number): void;
  /** The API server said something: a list, the beginning of a watch or its planned end, an event, a bookmark. */
  heard(verb: 'list' | 'watch'): void;
  /** A list or a watch failed; it is tried again. */
  failed(verb: 'list' | 'watch', error: ApiError): void;
}

const eventSchema = z.looseObject({ type: z.string(), object: z.unknown() });
const versionSchema = z.looseObject({ metadata: z.looseObject({ resourceVersion: z.string() }) });
const statusSchema = z.looseObject({ code: z.number().nullish(), message: z.string().nullish() });

/** After these the last version is as good as before. */
const MAY_GO_ON: ReadonlySet<ApiProblem> = new Set(['unreachable', 'throttled', 'credentials', 'unauthorized']);

/** A watch that ends sooner than this counts as a failure, or something between us and the API server spins us. */
const SHORT_WATCH_MILLIS = 1000;

/**
 * Keeps one kind up to date: a list, then a watch from there on, for ever. The rules are those of client-go's Reflector;
 * what it has not is the watchdog, whose bite ends in a fresh list.
 */
export class ListWatch {
  readonly #client: ApiClient;
  readonly #resource: ServedResource;
  readonly #sink: ObjectSink;
  readonly #observer: ListWatchObserver;
  readonly #timing: WatchTiming;
  readonly #backoff: Backoff;
  /** What to go on from; `undefined` before a list. */
  #version: string | undefined;
  #reason: ListReason = 'first';

  constructor(
    client: ApiClient,
    resource: ServedResource,
    sink: ObjectSink,
    observer: ListWatchObserver,
    timing: WatchTiming,
  ) {
    this.#client = client;
    this.#resource = resource;
    this.#sink = sink;
    this.#observer = observer;
    this.#timing = timing;
    this.#backoff = new Backoff(timing.firstBackoffMillis, timing.mostBackoffMillis);
  }

  /** Runs until the signal; nothing else ends it. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const verb = this.#version === undefined ? 'list' : 'watch';
      try {
        await (this.#version === undefined ? this.#list(signal) : this.#watch(this.#version, signal));
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        const problem = asApiError(error);
        this.#learn(problem);
        this.#observer.failed(verb, problem);
        await sleep(this.#pauseAfter(problem), undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const replacement = this.#sink.replacement();
    let count = 0;
    this.#version = await listAll(this.#client, this.#resource, this.#timing.pageSize, signal, (objects) => {
      count += objects.length;
      replacement.add(objects);
    });
    // Only now: a list that broke off says nothing about what was to come in it.
    replacement.finish();
    this.#observer.listed(this.#reason, count);
    this.#observer.heard('list');
    this.#reason = 'failed';
  }

  async #watch(from: string, signal: AbortSignal): Promise<void> {
    const bitten = new AbortController();
    const watchdog = new Watchdog(this.#timing.silenceMillis, () => bitten.abort());
    const began = performance.now();
    const query = new URLSearchParams({
      watch: 'true',
      resourceVersion: from,
      allowWatchBookmarks: 'true',
      timeoutSeconds: String(Math.round(spread(this.#timing.watchSeconds))),
    });
    const request = {
      path: `${this.#resource.path}?${query}`,
      accept: watchAccept(this.#resource),
      signal: AbortSignal.any([signal, bitten.signal]),
    };
    try {
      const take = (event: unknown): void => {
        watchdog.feed();
        this.#take(event);
        this.#observer.heard('watch');
        this.#backoff.reset();
      };
      await this.#client.follow(request, take, () => this.#observer.heard('watch'));
    } catch (error) {
      if (bitten.signal.aborted && !signal.aborted) {
        this.#reason = 'silent';
        this.#version = undefined;
        return;
      }
      throw error;
    } finally {
      watchdog.end();
    }
    if (performance.now() - began < SHORT_WATCH_MILLIS) {
      throw new ApiError('unreachable', 'the watch ended as soon as it had begun');
    }
    this.#observer.heard('watch');
    this.#backoff.reset();
  }

  #take(event: unknown): void {
    const { success, data } = eventSchema.safeParse(event);
    if (!success) {
      throw new ApiError('unreadable', 'an event of the watch is none');
    }
    const { type, object } = data;
    switch (type) {
      case 'ADDED':
      case 'MODIFIED':
        this.#sink.upsert(object);
        break;
      case 'DELETED':
        this.#sink.remove(object);
        break;
      case 'BOOKMARK':
        break;
      case 'ERROR': {
        const status = statusSchema.safeParse(object);
        const code = status.data?.code ?? 500;
        throw new ApiError(problemOfStatus(code), `status ${code}: ${status.data?.message ?? 'no reason given'}`);
      }
      default:
        throw new ApiError('unreadable', 'an event of the watch has a type that is not known');
    }
    const version = versionSchema.safeParse(object);
    if (version.success) {
      this.#version = version.data.metadata.resourceVersion;
    }
  }

  /**
   * A broken connection goes on from the last event. Whatever the API server itself says against a watch ends in a
   * fresh list, which needs no knowledge of what it meant.
   */
  #learn({ problem }: ApiError): void {
    if (problem === 'expired') {
      this.#reason = 'expired';
      this.#version = undefined;
    } else if (!MAY_GO_ON.has(problem)) {
      this.#version = undefined;
    }
  }

  #pauseAfter({ problem, retryAfterMillis }: ApiError): number {
    return problem === 'forbidden'
      ? spread(this.#timing.forbiddenMillis)
      : Math.max(this.#backoff.next(), retryAfterMillis);
  }
}
