import { expect, it, onTestFinished } from 'vitest';
import { callOk, create, remove } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { installOpenCrd, podDefaults } from './open-crd.ts';
import { startStallingProxy } from './stalling-proxy.ts';
import { administrator, apiPort, watching } from './watching.ts';

const namespaceObject = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

/** Compacts etcd up to now, as the API server does every five minutes: older versions are gone from then on. */
async function compact(cluster: Cluster): Promise<void> {
  const { body } = await callOk(cluster.kubeConfig, 'GET', '/api/v1/namespaces?limit=1');
  const { resourceVersion } = (body as { metadata: { resourceVersion: string } }).metadata;
  const answer = await fetch(`${cluster.etcd}/v3/kv/compaction`, {
    method: 'POST',
    body: JSON.stringify({ revision: resourceVersion, physical: true }),
  });
  expect(await answer.json()).toHaveProperty('header');
}

describeOnCluster('watches in trouble', {}, (cluster) => {
  it('replaces a watch that goes silent without an error by a fresh list, and shows how stale it is meanwhile', async () => {
    await installOpenCrd(cluster(), podDefaults);
    await ensureNamespace(cluster(), 'quiet');
    await ensureNamespace(cluster(), 'leaving');
    const proxy = await startStallingProxy(apiPort(cluster()));
    onTestFinished(() => proxy.close());
    const webhook = watching(await administrator(cluster(), proxy.port), { silenceMillis: 4000, answerMillis: 2000 });
    await webhook.ready();
    // It comes after the list, so whoever knows it has a watch that is open.
    await ensureNamespace(cluster(), 'seen-by-watch');
    await waitFor('the watch', async () => webhook.store.namespace('seen-by-watch'));

    proxy.stall();
    await ensureNamespace(cluster(), 'made-meanwhile');
    await remove(cluster().kubeConfig, namespaceObject('leaving'));
    await waitFor('staleness', async () => ((await webhook.metric('staleness_seconds{kind="Namespace"}')) ?? 0) > 2);
    expect(webhook.store.namespace('made-meanwhile')).toBeUndefined();
    expect(webhook.problem()).toBeUndefined();
    // A new connection is as deaf: lists fail, and are tried again.
    await waitFor('a list that fails', async () => {
      return ((await webhook.metric('errors_total{kind="Namespace",problem="unreachable"}')) ?? 0) > 0;
    });
    proxy.resume();

    await waitFor('the namespace', async () => webhook.store.namespace('made-meanwhile'));
    await waitFor('the end of the other', async () => webhook.store.namespace('leaving') === undefined);
    expect(await webhook.metric('lists_total{kind="Namespace",reason="silent"}')).toBeGreaterThan(0);
    expect(webhook.lines('had gone silent').map(({ kind }) => kind)).toContain('Namespace');
    expect((await webhook.metric('staleness_seconds{kind="Namespace"}')) ?? 99).toBeLessThan(4);
  });

  it('stays ready while the API server is away, and knows what changed when it is back', async () => {
    await ensureNamespace(cluster(), 'before');
    const webhook = watching(await administrator(cluster()));
    await webhook.ready();
    await cluster().apiServer.stop();
    await waitFor('the watch to fail', async () => webhook.lines('a watch failed').length > 0);
    expect(webhook.problem()).toBeUndefined();
    expect(webhook.store.namespace('before')).toBeDefined();

    const late = watching(await administrator(cluster()));
    await waitFor('a reason for not being ready', async () => late.problem()?.includes('ECONNREFUSED'));

    await cluster().apiServer.start();
    await create(cluster().kubeConfig, namespaceObject('after'));
    await waitFor('the new namespace', async () => webhook.store.namespace('after'));
    await late.ready();
    expect(webhook.lines('well again').map(({ kind }) => kind)).toContain('Namespace');
    // One line each while it was away, however often it was tried.
    const lines = webhook.lines('a watch failed').filter(({ kind }) => kind === 'Namespace');
    expect(lines).toHaveLength(1);
    expect(await webhook.metric('errors_total{kind="Namespace",problem="unreachable"}')).toBeGreaterThan(1);
  });

  it('lists afresh where the version to go on from is gone (410), so that deleted objects are forgotten', async () => {
    await ensureNamespace(cluster(), 'doomed');
    const proxy = await startStallingProxy(apiPort(cluster()));
    onTestFinished(() => proxy.close());
    const webhook = watching(await administrator(cluster(), proxy.port), {
      silenceMillis: 600_000,
      answerMillis: 2000,
    });
    await webhook.ready();
    proxy.stall();
    proxy.cut();
    // A finalizer of the namespace needs the controller manager, which is quick.
    await remove(cluster().kubeConfig, namespaceObject('doomed'));
    await waitFor('the end of the namespace', async () => {
      const { body } = await callOk(cluster().kubeConfig, 'GET', '/api/v1/namespaces');
      return !(body as { items: { metadata: { name: string } }[] }).items.some(
        ({ metadata }) => metadata.name === 'doomed',
      );
    });
    await compact(cluster());
    // Its cache of past events is empty then, and etcd has forgotten them too.
    await cluster().apiServer.stop();
    await cluster().apiServer.start();
    expect(webhook.store.namespace('doomed')).toBeDefined();
    proxy.resume();

    await waitFor('the end of the namespace', async (saw) => {
      saw(webhook.lines(''));
      return webhook.store.namespace('doomed') === undefined;
    });
    expect(await webhook.metric('errors_total{kind="Namespace",problem="expired"}')).toBeGreaterThan(0);
    expect(await webhook.metric('lists_total{kind="Namespace",reason="expired"}')).toBeGreaterThan(0);
  });
});
