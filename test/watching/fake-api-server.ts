import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { ClusterAccess } from '../../src/cluster/access.ts';
import { WATCH_TIMING, type WatchTiming } from '../../src/cluster/timing.ts';

/** A request as it arrived. */
export interface Call {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly response: ServerResponse;
  /** What was sent, read to its end. */
  readonly body: () => Promise<string>;
}

/** One answer of a script; it may write to the response as long as it likes. */
export type Step = (call: Call) => void;

/**
 * An API server that follows a script: each path has its steps, one for each request, and the last one serves for all
 * that follow. It says nothing by itself, so a test decides about every word, and about silence.
 */
export class FakeApiServer {
  readonly calls: Call[] = [];
  readonly #scripts = new Map<string, Step[]>();
  readonly #server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://fake');
    const kind = url.searchParams.has('watch') ? 'WATCH' : 'GET';
    const call = {
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      response,
      body: () => text(request),
    };
    this.calls.push(call);
    const steps = this.#scripts.get(`${kind} ${url.pathname}`) ?? [missing];
    const step = steps.length > 1 ? steps.shift() : steps[0];
    step?.(call);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      this.#server.closeAllConnections();
      this.#server.close();
    });
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  access(): ClusterAccess {
    return { server: new URL(this.url), credentials: async () => ({}) };
  }

  /** Sets the steps for lists and other single answers. */
  get(path: string, ...steps: readonly Step[]): this {
    this.#scripts.set(`GET ${path}`, [...steps]);
    return this;
  }

  /** Sets the steps for watches. */
  watch(path: string, ...steps: readonly Step[]): this {
    this.#scripts.set(`WATCH ${path}`, [...steps]);
    return this;
  }

  /** The queries of the lists, or of the watches, of a path so far. */
  queries(path: string, of: 'list' | 'watch'): readonly Readonly<Record<string, string>>[] {
    return this.calls
      .filter((call) => call.path === path && call.query.has('watch') === (of === 'watch'))
      .map(({ query }) => Object.fromEntries(query));
  }
}

export const json =
  (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Step =>
  ({ response }) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

export const status = (code: number, message = 'because', headers: Readonly<Record<string, string>> = {}): Step =>
  json({ kind: 'Status', code, message }, code, headers);

const missing = status(404);

export const list = (items: readonly unknown[], resourceVersion: string, next?: string): Step =>
  json({ metadata: { resourceVersion, ...(next !== undefined && { continue: next }) }, items });

/** Events one after the other; then the watch stays open, and quiet. */
export const events =
  (...all: readonly unknown[]): Step =>
  ({ response }) => {
    response.writeHead(200);
    response.flushHeaders();
    for (const event of all) {
      response.write(`${JSON.stringify(event)}\n`);
    }
  };

export const quiet: Step = events();

/** What an aggregated discovery says of these kinds, in their order. */
export function discovery(...kinds: readonly (readonly [group: string, version: string, kind: string])[]): Step {
  const groups = Map.groupBy(kinds, ([group]) => group);
  return json({
    kind: 'APIGroupDiscoveryList',
    items: [...groups].map(([name, ofGroup]) => ({
      metadata: { name },
      versions: ofGroup.map(([, version, kind]) => ({
        version,
        resources: [
          { resource: `${kind.toLowerCase()}s`, responseKind: { kind }, verbs: ['get', 'list', 'watch', 'create'] },
        ],
      })),
    })),
  });
}

export const HURRIED: WatchTiming = {
  ...WATCH_TIMING,
  answerMillis: 5000,
  silenceMillis: 5000,
  firstBackoffMillis: 5,
  mostBackoffMillis: 20,
  forbiddenMillis: 30,
  discoveryMillis: 20,
  pageSize: 2,
};

/** An object as an item of a list. */
export const item = (name: string, more: object = {}, resourceVersion = '1') => ({
  metadata: { name, namespace: 'alice', resourceVersion, ...more },
});
