import { expect, it } from 'vitest';
import type { Manifest } from '../api.ts';
import { apply, create, mergePatch, remove } from '../api.ts';
import { installCrds } from '../crds.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn, probe } from '../own-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { registerWebhook } from '../webhook.ts';
import { startWebhookProgram } from '../webhook-program.ts';
import { installOpenCrd, podDefaults, removeCrd } from './open-crd.ts';
import { administrator, watching } from './watching.ts';

const namespace = 'alice';
const podDefault = (name: string, spec: object): Manifest => ({
  apiVersion: 'kubeflow.org/v1alpha1',
  kind: 'PodDefault',
  metadata: { name, namespace },
  spec,
});

describeOnCluster('what is watched', { groups: ['kuberay'] }, (cluster) => {
  it('is ready on a cluster that has none of the kinds, and knows every namespace, in several pages', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await ensureNamespace(cluster(), `page-${name}`, { labels: { of: name } });
    const webhook = watching(await administrator(cluster()));
    await webhook.ready();
    for (const name of ['a', 'b', 'c', 'd']) {
      expect(webhook.store.namespace(`page-${name}`)?.labels).toMatchObject({ of: name });
    }
    expect(webhook.faults()).toEqual([]);
    expect(await webhook.metric('lists_total{kind="Namespace",reason="first"}')).toBe(1);
  });

  it('follows a namespace that is labelled later, and one that is deleted', async () => {
    await ensureNamespace(cluster(), 'later');
    const webhook = watching(await administrator(cluster()));
    await webhook.ready();
    expect(webhook.store.namespace('later')?.labels['runai-injection']).toBeUndefined();
    await mergePatch(
      cluster().kubeConfig,
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'later' } },
      { metadata: { labels: { 'runai-injection': 'enabled' } } },
    );
    await waitFor('the label', async () => webhook.store.namespace('later')?.labels['runai-injection'] === 'enabled');
    await remove(cluster().kubeConfig, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'later' } });
    await waitFor('the end of the namespace', async () => webhook.store.namespace('later') === undefined);
  });

  it('takes PodDefaults up when their CRD comes, and follows them as they are created, changed and deleted', async () => {
    await ensureNamespace(cluster(), namespace);
    const webhook = watching(await administrator(cluster()));
    await webhook.ready();
    await installOpenCrd(cluster(), podDefaults);
    await create(cluster().kubeConfig, podDefault('half', { selector: {}, labels: { size: 'half' } }));
    const labels = () => webhook.store.podDefaults(namespace).map((one) => one.labels);
    const until = (what: string, wanted: object[]) =>
      waitFor(what, async (saw) => {
        saw(labels());
        return JSON.stringify(labels()) === JSON.stringify(wanted);
      });
    await until('the PodDefault', [{ size: 'half' }]);
    await mergePatch(cluster().kubeConfig, podDefault('half', {}), { spec: { labels: { size: 'whole' } } });
    await until('the change', [{ size: 'whole' }]);
    await remove(cluster().kubeConfig, podDefault('half', {}));
    await until('its end', []);
    expect(webhook.problem()).toBeUndefined();
  });

  it('names an object that cannot be read once, counts it, and knows it as soon as it can be read', async () => {
    await create(cluster().kubeConfig, podDefault('broken', { env: 7 }));
    await create(cluster().kubeConfig, podDefault('good', { selector: {} }));
    const webhook = watching(await administrator(cluster()));
    await webhook.ready();
    const names = () => webhook.store.podDefaults(namespace).map(({ name }) => name);
    expect(names()).toEqual(['good']);
    await mergePatch(cluster().kubeConfig, podDefault('broken', {}), { metadata: { labels: { touched: 'yes' } } });
    await mergePatch(cluster().kubeConfig, podDefault('good', {}), { metadata: { labels: { touched: 'yes' } } });
    const count = 'unreadable_objects{kind="PodDefault"}';
    expect(await webhook.metric(count)).toBe(1);
    await mergePatch(cluster().kubeConfig, podDefault('broken', {}), { spec: { env: null, selector: {} } });
    await waitFor('the repaired PodDefault', async () => names().length === 2);
    expect(await webhook.metric(count)).toBe(0);
    expect(webhook.lines('cannot be read')).toMatchObject([{ kind: 'PodDefault', namespace, name: 'broken' }]);
  });

  it('takes RayClusters up when KubeRay is installed, and forgets them when its CRDs are removed', async () => {
    const webhook = watching(await administrator(cluster()));
    await webhook.ready();
    const key = { group: 'ray.io', kind: 'RayCluster', name: 'demo' };
    expect(await webhook.metric('staleness_seconds{kind="RayCluster"}')).toBeUndefined();
    await installCrds(cluster(), 'kuberay');
    const template = { spec: { containers: [{ name: 'ray', image: 'example.com/ray' }] } };
    const rayCluster: Manifest = {
      apiVersion: 'ray.io/v1',
      kind: 'RayCluster',
      metadata: { name: 'demo', namespace, labels: { project: 'team-a' } },
      spec: { headGroupSpec: { rayStartParams: {}, template } },
    };
    await create(cluster().kubeConfig, rayCluster);
    await waitFor('the RayCluster', async () => webhook.store.gangOwner(namespace, key));
    expect(webhook.store.gangOwner(namespace, key)?.labels.project?.value).toBe('team-a');
    await removeCrd(cluster(), { group: 'ray.io', plural: 'rayclusters' });
    await waitFor('the end of the kind', async () => webhook.lines('has this kind no more').length > 0);
    expect(webhook.store.gangOwner(namespace, key)).toBeUndefined();
    expect(await webhook.metric('staleness_seconds{kind="RayCluster"}')).toBeUndefined();
    expect(webhook.problem()).toBeUndefined();
  });

  it.each([
    ['kubeflow.org', 'v2beta1', 'MPIJob', 'mpijobs'],
    ['kubeflow.org', 'v1', 'PyTorchJob', 'pytorchjobs'],
    ['jobset.x-k8s.io', 'v1alpha2', 'JobSet', 'jobsets'],
    ['leaderworkerset.x-k8s.io', 'v1', 'LeaderWorkerSet', 'leaderworkersets'],
  ])('knows owners of %s in the version that is served, %s: %s', async (group, version, kind, plural) => {
    await installOpenCrd(cluster(), { group, version, kind, plural });
    await create(cluster().kubeConfig, {
      apiVersion: `${group}/${version}`,
      kind,
      metadata: { name: 'job', namespace },
      spec: {},
    });
    const webhook = watching(await administrator(cluster()));
    await webhook.ready();
    expect(webhook.store.gangOwner(namespace, { group, kind, name: 'job' })?.title).toBe(`${kind} job`);
  });

  it('decides pods: a namespace that is labelled while the server runs has its pods routed, with its project', async () => {
    const replica = await startWebhookProgram(cluster(), 'webhook-watching', {
      flags: ['--watch=on', '--lame-duck-seconds=1', `--kubeconfig=${cluster().kubeconfigPath}`],
    });
    await registerWebhook(cluster(), { port: replica.port, caBundle: cluster().authority.cert });
    await ensureNamespace(cluster(), 'bob');
    await apply(cluster().kubeConfig, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'bob', labels: optedIn('team-b') },
    });
    const pod = await waitFor('a pod that is routed', async (saw) => {
      const made = await create(cluster().kubeConfig, probe('bob'), '?dryRun=All');
      saw(made);
      return made.metadata.labels?.['project'] === undefined ? undefined : made;
    });
    expect(pod.metadata.labels?.['project']).toBe('team-b');
    await replica.program.stop();
    expect(replica.program.ended()).toBe('exit code 0');
  });
});
