import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { watchCluster } from '../../src/commands/watch-cluster.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { openLog } from '../../src/telemetry/log.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { readSeries } from '../server/running-webhook.ts';
import {
  discovery,
  events,
  FakeApiServer,
  HURRIED,
  item,
  json,
  list,
  quiet,
  type Step,
  status,
} from './fake-api-server.ts';

const NAMESPACES = '/api/v1/namespaces';
const RAY = '/apis/ray.io/v1/rayclusters';
const POD_DEFAULTS = '/apis/kubeflow.org/v1alpha1/poddefaults';
const ray = ['ray.io', 'v1', 'RayCluster'] as const;
const podDefaults = ['kubeflow.org', 'v1alpha1', 'PodDefault'] as const;
const never: Step = () => undefined;

function watch(server: FakeApiServer) {
  const store = new SurroundingsStore({
    schedulerName: 'runai-scheduler',
    projectLabel: 'project',
    queueLabelKey: 'runai/queue',
    nodePoolLabel: 'runai/node-pool',
  });
  const lines: string[] = [];
  const metrics = new Metrics('1');
  const log = openLog('debug', { destination: { write: (line: string) => void lines.push(line) } });
  const { readinessCheck, close } = watchCluster(server.access(), store, { log, metrics }, 'runai-scheduler', HURRIED);
  onTestFinished(close);
  return {
    store,
    problem: readinessCheck.problem,
    told: (msg: string) =>
      lines
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((line) => String(line['msg']).includes(msg)),
    metric: async (series: string) =>
      readSeries(await metrics.exposition(), `gpu_fraction_webhook_surroundings_${series}`),
  };
}

const until = (look: () => void | Promise<void>) => vi.waitFor(look, { timeout: 10_000, interval: 5 });

/** A cluster with one namespace, in which nothing happens. */
const cluster = () =>
  new FakeApiServer()
    .get(NAMESPACES, list([{ metadata: { name: 'alice' } }], '1'))
    .watch(NAMESPACES, quiet)
    .start();

describe('readiness', () => {
  it('waits for the list of kinds and for every kind in it, and says for which', async () => {
    const answers: (() => void)[] = [];
    const late =
      (step: Step): Step =>
      (call) =>
        void answers.push(() => step(call));
    const server = await cluster();
    server
      .get('/apis', late(discovery(ray)))
      .get(RAY, late(list([], '1')))
      .watch(RAY, quiet);
    const webhook = watch(server);
    await until(() => expect(answers).toHaveLength(1));
    expect(webhook.problem()).toBe('which kinds the API server has is not known yet');
    answers[0]?.();
    await until(() => expect(answers.length).toBeGreaterThan(1));
    await until(() => expect(webhook.problem()).toBe('not listed yet: RayCluster'));
    for (const answer of answers.slice(1)) {
      answer();
    }
    await until(() => expect(webhook.problem()).toBeUndefined());
  });

  it('says why it is waiting', async () => {
    const server = await cluster();
    server.get('/apis', status(500, 'etcd is away'), never);
    const webhook = watch(server);
    await until(() =>
      expect(webhook.problem()).toBe('which kinds the API server has is not known yet (HTTP 500: etcd is away)'),
    );
  });

  it('is not taken away by an API server that is out of reach later, nor by a kind that comes later', async () => {
    const server = await cluster();
    server.get('/apis', discovery(), discovery(podDefaults)).get(POD_DEFAULTS, status(500));
    const webhook = watch(server);
    await until(() => expect(webhook.problem()).toBeUndefined());
    await until(() =>
      expect(webhook.told('a watch failed')).toMatchObject([{ kind: 'PodDefault', problem: 'server' }]),
    );
    expect(webhook.problem()).toBeUndefined();
    expect(webhook.store.namespace('alice')).toBeDefined();
  });

  it('does not wait for a kind that is forbidden, which is named in one line with the missing rule', async () => {
    const server = await cluster();
    server
      .get('/apis', discovery(ray))
      .get(RAY, status(403), status(403), status(403), list([], '1'))
      .watch(RAY, quiet);
    const webhook = watch(server);
    await until(() => expect(webhook.problem()).toBeUndefined());
    await until(async () =>
      expect(await webhook.metric('errors_total{kind="RayCluster",problem="forbidden"}')).toBe(3),
    );
    await until(async () => expect(await webhook.metric('forbidden{kind="RayCluster"}')).toBe(0));
    expect(webhook.told('permission is missing')).toMatchObject([
      { kind: 'RayCluster', rule: '{apiGroups: ["ray.io"], resources: [rayclusters], verbs: [list]}' },
    ]);
  });

  it('does not wait for a kind that may be listed and not watched, and says so once while it is listed again', async () => {
    const server = await cluster();
    server.get('/apis', discovery(ray)).get(RAY, list([item('r')], '1'));
    server.watch(RAY, status(403), status(403), status(403), quiet);
    const webhook = watch(server);
    await until(() => expect(webhook.problem()).toBeUndefined());
    const isForbidden = () => webhook.metric('forbidden{kind="RayCluster"}');
    await until(async () => expect(await isForbidden()).toBe(1));
    await until(() => expect(server.queries(RAY, 'watch')).toHaveLength(4));
    await until(async () => expect(await isForbidden()).toBe(0));
    expect(webhook.told('permission is missing').map(({ rule }) => rule)).toEqual([
      '{apiGroups: ["ray.io"], resources: [rayclusters], verbs: [watch]}',
    ]);
    expect(webhook.store.gangOwner('alice', { group: 'ray.io', kind: 'RayCluster', name: 'r' })).toBeDefined();
  });

  it('does not wait for kinds where even their list is forbidden', async () => {
    const server = await cluster();
    server.get('/apis', status(403));
    const webhook = watch(server);
    await until(() => expect(webhook.problem()).toBeUndefined());
    expect(webhook.told('permission is missing')).toMatchObject([
      { rule: '{nonResourceURLs: ["/apis"], verbs: [get]}' },
    ]);
    expect(webhook.store.namespace('alice')).toBeDefined();
  });
});

describe('a kind that comes with a CRD', () => {
  it('is taken up when it is served, in whichever version', async () => {
    const path = '/apis/kubeflow.org/v2beta1/mpijobs';
    const server = await cluster();
    server
      .get('/apis', discovery(), discovery(podDefaults, ['kubeflow.org', 'v2beta1', 'MPIJob']))
      .get(POD_DEFAULTS, list([], '1'))
      .watch(POD_DEFAULTS, quiet)
      .get(path, list([item('j')], '1'))
      .watch(path, quiet);
    const webhook = watch(server);
    const key = { group: 'kubeflow.org', kind: 'MPIJob', name: 'j' };
    await until(() => expect(webhook.store.gangOwner('alice', key)?.title).toBe('MPIJob j'));
  });

  it('is forgotten when it was not found twice, and not when it was missed once', async () => {
    const server = await cluster();
    const found = discovery(ray);
    const hold: (() => void)[] = [];
    server
      .get('/apis', found, discovery(), found, discovery(), (call) => void hold.push(() => discovery()(call)))
      .get(RAY, list([item('r')], '1'))
      .watch(RAY, quiet);
    const webhook = watch(server);
    const owner = () => webhook.store.gangOwner('alice', { group: 'ray.io', kind: 'RayCluster', name: 'r' });
    // Missed once, found, and missed once more.
    await until(() => expect(hold).toHaveLength(1));
    await until(() => expect(owner()).toBeDefined());
    expect(webhook.told('no more')).toEqual([]);
    hold[0]?.();
    await until(() => expect(owner()).toBeUndefined());
    expect(webhook.told('no more')).toMatchObject([{ kind: 'RayCluster' }]);
    expect(await webhook.metric('staleness_seconds{kind="RayCluster"}')).toBeUndefined();
  });

  it('is watched in another version when the old one is served no more', async () => {
    const path = '/apis/ray.io/v2/rayclusters';
    const server = await cluster();
    server
      .get('/apis', discovery(ray), discovery(['ray.io', 'v2', 'RayCluster']))
      .get(RAY, list([item('r')], '1'))
      .watch(RAY, quiet)
      .get(path, list([item('r2')], '1'))
      .watch(path, quiet);
    const webhook = watch(server);
    const owner = (name: string) => webhook.store.gangOwner('alice', { group: 'ray.io', kind: 'RayCluster', name });
    await until(() => expect([owner('r'), owner('r2')?.title]).toEqual([undefined, 'RayCluster r2']));
  });

  it('costs nothing to look for while nothing changes', async () => {
    const server = await cluster();
    const unchanged: Step = ({ response }) => void response.writeHead(304).end();
    const body = { kind: 'APIGroupDiscoveryList', items: [] };
    server.get('/apis', json(body, 200, { etag: '"abc"' }), unchanged);
    const webhook = watch(server);
    const asked = () =>
      server.calls.filter(({ path }) => path === '/apis').map(({ headers }) => headers['if-none-match']);
    await until(() => expect(asked().slice(0, 3)).toEqual([undefined, '"abc"', '"abc"']));
    expect(webhook.problem()).toBeUndefined();
  });

  it('is not looked for by an API server that cannot list all kinds at once, and readiness says so', async () => {
    const server = await cluster();
    server.get('/apis', json({ kind: 'APIGroupList', groups: [] }));
    const webhook = watch(server);
    await until(() => expect(webhook.problem()).toContain('Kubernetes 1.27'));
  });
});

describe('what is asked for', () => {
  it('is only the metadata of namespaces, and nothing but what is watched', async () => {
    const server = await cluster();
    server
      .get('/apis', discovery(ray, ['ray.io', 'v1', 'RayJob']))
      .get(RAY, list([], '1'))
      .watch(RAY, quiet);
    const webhook = watch(server);
    await until(() => expect(webhook.problem()).toBeUndefined());
    await until(() => expect(server.queries(RAY, 'watch')).toHaveLength(1));
    const accepts = server.calls.filter(({ path }) => path === NAMESPACES).map(({ headers }) => headers.accept);
    expect(accepts[0]).toContain('as=PartialObjectMetadataList');
    expect(accepts[1]).toContain('as=PartialObjectMetadata;');
    expect(new Set(server.calls.map(({ path }) => path))).toEqual(new Set(['/apis', NAMESPACES, RAY]));
  });
});

describe('an object that cannot be read', () => {
  const broken = (version: string) => ({ ...item('broken', {}, version), spec: { env: 7 } });

  it('is named once, however often it comes, until it can be read', async () => {
    const server = await cluster();
    const good = { ...item('broken', {}, '9'), spec: { selector: {} } };
    server
      .get('/apis', discovery(podDefaults))
      .get(POD_DEFAULTS, list([broken('1'), { ...item('fine'), spec: { selector: {} } }], '5'))
      .watch(
        POD_DEFAULTS,
        events({ type: 'MODIFIED', object: broken('6') }, { type: 'ERROR', object: { code: 410 } }),
        events({ type: 'MODIFIED', object: good }),
      );
    const webhook = watch(server);
    await until(() => expect(webhook.store.podDefaults('alice')).toHaveLength(2));
    expect(webhook.told('cannot be read')).toMatchObject([
      { kind: 'PodDefault', namespace: 'alice', name: 'broken', problem: expect.stringContaining('spec.') },
    ]);
    expect(await webhook.metric('unreadable_objects{kind="PodDefault"}')).toBe(0);
  });

  it('is counted as long as it is there', async () => {
    const server = await cluster();
    const later: Step[] = [];
    server
      .get('/apis', discovery(podDefaults))
      .get(POD_DEFAULTS, list([broken('1')], '5'))
      .watch(POD_DEFAULTS, (call) => {
        quiet(call);
        later.push(() => call.response.write(`${JSON.stringify({ type: 'DELETED', object: broken('6') })}\n`));
      });
    const webhook = watch(server);
    const count = () => webhook.metric('unreadable_objects{kind="PodDefault"}');
    await until(async () => expect([await count(), later.length]).toEqual([1, 1]));
    later[0]?.(server.calls[0] as never);
    await until(async () => expect(await count()).toBe(0));
  });
});
