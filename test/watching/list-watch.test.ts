import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ApiError } from '../../src/cluster/api-error.ts';
import { ApiClient } from '../../src/cluster/client.ts';
import { type ListReason, ListWatch } from '../../src/cluster/list-watch.ts';
import type { WatchTiming } from '../../src/cluster/timing.ts';
import { events, FakeApiServer, HURRIED, item, list, quiet, type Step, status } from './fake-api-server.ts';

const PATH = '/apis/ray.io/v1/rayclusters';
const RESOURCE = {
  group: 'ray.io',
  kind: 'RayCluster',
  apiVersion: 'ray.io/v1',
  resource: 'rayclusters',
  path: PATH,
  metadataOnly: false,
};

/** What is known of a kind, and what was told about it. */
class Known {
  readonly names = new Map<string, string>();
  readonly lists: ListReason[] = [];
  readonly failures: string[] = [];
  heard = 0;

  readonly sink = {
    replacement: () => {
      const listed = new Map<string, string>();
      return {
        add: (objects: readonly unknown[]) => objects.forEach((object) => void listed.set(...nameAndVersion(object))),
        finish: () => {
          this.names.clear();
          for (const [name, version] of listed) {
            this.names.set(name, version);
          }
        },
      };
    },
    upsert: (object: unknown) => void this.names.set(...nameAndVersion(object)),
    remove: (object: unknown) => void this.names.delete(nameAndVersion(object)[0]),
  };

  readonly observer = {
    listed: (reason: ListReason) => void this.lists.push(reason),
    heard: () => {
      this.heard += 1;
    },
    failed: (verb: string, { problem }: ApiError) => void this.failures.push(`${verb} ${problem}`),
  };
}

function nameAndVersion(object: unknown): [string, string] {
  const { name, resourceVersion } = (object as ReturnType<typeof item>).metadata;
  return [name, resourceVersion];
}

const added = (name: string, version: string) => ({ type: 'ADDED', object: item(name, {}, version) });
const bookmark = (version: string) => ({ type: 'BOOKMARK', object: { metadata: { resourceVersion: version } } });
const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old resource version' } };

/** Some events, and then the connection breaks. */
const breaking =
  (...all: readonly unknown[]): Step =>
  (call) => {
    events(...all)(call);
    setTimeout(() => call.response.destroy(), 20);
  };

async function run(server: FakeApiServer, timing: Partial<WatchTiming> = {}): Promise<Known> {
  await server.start();
  const known = new Known();
  const whole = { ...HURRIED, ...timing };
  const end = new AbortController();
  const client = new ApiClient(server.access(), whole.answerMillis);
  const running = new ListWatch(client, RESOURCE, known.sink, known.observer, whole).run(end.signal);
  onTestFinished(async () => {
    end.abort();
    await running;
  });
  return known;
}

const until = (look: () => void) => vi.waitFor(look, { timeout: 10_000, interval: 5 });

describe('a kind that is watched', () => {
  it('is listed page by page, and watched from the version of the list on, with bookmarks', async () => {
    const server = new FakeApiServer()
      .get(PATH, list([item('a'), item('b')], '7', 'next'), list([item('c')], '7'))
      .watch(PATH, events(added('d', '8'), { type: 'DELETED', object: item('a', {}, '9') }));
    const known = await run(server);
    await until(() => expect([...known.names.keys()]).toEqual(['b', 'c', 'd']));
    expect(server.queries(PATH, 'list')).toEqual([{ limit: '2' }, { limit: '2', continue: 'next' }]);
    const [watch] = server.queries(PATH, 'watch');
    expect(watch).toMatchObject({ watch: 'true', resourceVersion: '7', allowWatchBookmarks: 'true' });
    expect(Number(watch?.['timeoutSeconds'])).toBeGreaterThanOrEqual(300);
    expect(known.lists).toEqual(['first']);
  });

  it.each([
    ['an event', added('a', '12')],
    ['a bookmark', bookmark('12')],
  ])('goes on from %s when the connection breaks, without a list', async (_, event) => {
    const server = new FakeApiServer().get(PATH, list([], '5')).watch(PATH, breaking(event), quiet);
    const known = await run(server);
    await until(() => expect(server.queries(PATH, 'watch')).toHaveLength(2));
    expect(server.queries(PATH, 'watch')[1]?.['resourceVersion']).toBe('12');
    expect(known).toMatchObject({ lists: ['first'], failures: ['watch unreachable'] });
  });

  it('does not spin where watches end as soon as they have begun', async () => {
    const ending: Step = ({ response }) => void response.writeHead(200).end();
    const known = await run(new FakeApiServer().get(PATH, list([], '5')).watch(PATH, ending, ending, quiet));
    await until(() => expect(known.failures).toEqual(['watch unreachable', 'watch unreachable']));
    expect(known.lists).toEqual(['first']);
  });

  it.each<[string, Step]>([
    ['as an event', events(gone)],
    ['as an answer', status(410)],
  ])('is listed afresh when its version is gone, told %s, and deleted objects are forgotten', async (_, step) => {
    const server = new FakeApiServer()
      .get(PATH, list([item('kept'), item('deleted')], '5'), list([item('kept')], '90'))
      .watch(PATH, step, quiet);
    const known = await run(server);
    await until(() => expect([...known.names.keys()]).toEqual(['kept']));
    expect(known).toMatchObject({ lists: ['first', 'expired'], failures: ['watch expired'] });
  });

  it('is listed from the beginning when a list is gone half way, and a half list takes nothing away', async () => {
    const server = new FakeApiServer()
      .get(PATH, list([item('a'), item('b')], '5'), list([item('b')], '9', 'next'), status(410), list([item('c')], '9'))
      .watch(PATH, events(gone), quiet);
    const known = await run(server);
    await until(() => expect(known.failures).toContain('list expired'));
    expect(known.lists.length === 1 ? [...known.names.keys()] : ['a', 'b']).toEqual(['a', 'b']);
    await until(() => expect([...known.names.keys()]).toEqual(['c']));
    expect(server.queries(PATH, 'list').map((query) => query['continue'])).toEqual([
      undefined,
      undefined,
      'next',
      undefined,
    ]);
  });

  it('is listed afresh when its watch goes silent without an error', async () => {
    const server = new FakeApiServer().get(PATH, list([item('old')], '5'), list([item('new')], '6')).watch(PATH, quiet);
    const known = await run(server, { silenceMillis: 100 });
    await until(() => expect(known.lists.slice(0, 3)).toEqual(['first', 'silent', 'silent']));
    expect([...known.names.keys()]).toEqual(['new']);
    expect(known.failures).toEqual([]);
  });

  it('is not taken for silent as long as bookmarks come', async () => {
    let beats = 0;
    const beating: Step = ({ response }) => {
      response.writeHead(200);
      const timer = setInterval(() => {
        beats += 1;
        response.write(`${JSON.stringify(bookmark(String(beats)))}\n`);
      }, 50);
      response.once('close', () => clearInterval(timer));
    };
    const known = await run(new FakeApiServer().get(PATH, list([], '5')).watch(PATH, beating), { silenceMillis: 1000 });
    await until(() => expect(beats).toBeGreaterThan(40));
    expect(known.lists).toEqual(['first']);
    expect(known.heard).toBeGreaterThan(20);
  });

  it('understands an event in whatever pieces its bytes come', async () => {
    const bytes = Buffer.from(`${JSON.stringify(added('größe-🦊', '6'))}\n`);
    const trickling: Step = ({ response }) => {
      response.writeHead(200);
      const next = (at: number): void => {
        if (at < bytes.length) {
          response.write(bytes.subarray(at, at + 1), () => setImmediate(next, at + 1));
        }
      };
      next(0);
    };
    const known = await run(new FakeApiServer().get(PATH, list([], '5')).watch(PATH, trickling));
    await until(() => expect([...known.names.keys()]).toEqual(['größe-🦊']));
  });

  it.each<[string, Step, string]>([
    ['an event is not JSON', ({ response }) => void response.writeHead(200).write('{"type":\n'), 'watch unreadable'],
    ['an event has no type', events({ object: {} }), 'watch unreadable'],
    ['an event has an unknown type', events({ type: 'MOVED', object: {} }), 'watch unreadable'],
    ['the API server reports an error', events({ type: 'ERROR', object: { code: 500 } }), 'watch server'],
    ['the kind is not served any more', status(404), 'watch missing'],
  ])('is listed afresh when %s', async (_, step, failure) => {
    const server = new FakeApiServer().get(PATH, list([], '5')).watch(PATH, step, quiet);
    const known = await run(server);
    await until(() => expect(known.lists).toEqual(['first', 'failed']));
    expect(known.failures).toEqual([failure]);
  });

  it.each<[string, Step, string]>([
    ['busy', status(429), 'throttled'],
    ['out of order', status(500), 'server'],
    ['of the opinion that nobody is logged in', status(401), 'unauthorized'],
    ['of the opinion that this is forbidden', status(403), 'forbidden'],
    ['giving answers that are no lists', status(200), 'unreadable'],
    ['cutting the connection', ({ response }) => void response.destroy(), 'unreachable'],
  ])('is asked for again as long as the API server is %s', async (_, step, problem) => {
    const server = new FakeApiServer().get(PATH, step, step, list([item('a')], '5')).watch(PATH, quiet);
    const known = await run(server);
    await until(() => expect([...known.names.keys()]).toEqual(['a']));
    expect(known.failures).toEqual([`list ${problem}`, `list ${problem}`]);
  });

  it('gives up on an answer that does not come, and on one that stops half way', async () => {
    const never: Step = () => undefined;
    const half: Step = ({ response }) => void response.writeHead(200).write('{"metadata":');
    const known = await run(new FakeApiServer().get(PATH, never, half, list([], '5')).watch(PATH, quiet), {
      answerMillis: 100,
    });
    await until(() => expect(known.lists).toEqual(['first']));
    expect(known.failures).toEqual(['list unreachable', 'list unreachable']);
  });

  it('comes in smaller pages where its objects are so large that a page does not fit', async () => {
    const huge: Step = list([item('a', { annotations: { a: 'x'.repeat(17 * 1024 * 1024) } })], '5');
    const server = new FakeApiServer().get(PATH, huge, huge, list([item('a')], '5')).watch(PATH, quiet);
    const known = await run(server, { pageSize: 64 });
    await until(() => expect(known.lists).toEqual(['first']));
    expect(server.queries(PATH, 'list').map((query) => query['limit'])).toEqual(['64', '8', '1']);
  });
});
