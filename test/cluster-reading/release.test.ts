import { describe, expect, it } from 'vitest';
import { ApiClient } from '../../src/cluster/client.ts';
import { ObjectReader } from '../../src/cluster-reading/object-reader.ts';
import { read } from '../../src/cluster-reading/reading.ts';
import { findReleases, findSettingsTexts, likelyFlavour } from '../../src/cluster-reading/release.ts';
import { findReplicas } from '../../src/cluster-reading/replicas.ts';
import { FakeApiServer, list, type Step, status } from '../watching/fake-api-server.ts';

const DEFAULT_MAPS = '/api/v1/namespaces/gpu-fraction-webhook/configmaps';
const ALL_MAPS = '/api/v1/configmaps';

const reader = async (fake: FakeApiServer): Promise<ObjectReader> =>
  new ObjectReader(new ApiClient((await fake.start()).access(), 2000));

const map = (namespace: string, data: object = { 'config.yaml': 'flavour: kai' }) => ({
  metadata: { name: 'release', namespace },
  data,
});

const settingsIn = async (here: Step, everywhere: Step) =>
  findSettingsTexts(await reader(new FakeApiServer().get(DEFAULT_MAPS, here).get(ALL_MAPS, everywhere)), []);

describe('the settings of a release, without its Deployment', () => {
  const other = { namespace: 'other', name: 'release', content: 'flavour: kai' };

  it('are looked for where the chart is installed by default, and by the labels of the chart', async () => {
    const fake = new FakeApiServer()
      .get(DEFAULT_MAPS, list([map('gpu-fraction-webhook')], '1'))
      .get(ALL_MAPS, list([map('gpu-fraction-webhook'), map('other')], '1'));
    expect(await findSettingsTexts(await reader(fake), [])).toEqual(
      read([{ namespace: 'gpu-fraction-webhook', name: 'release', content: 'flavour: kai' }]),
    );
    expect(fake.queries(DEFAULT_MAPS, 'list')).toEqual([
      { labelSelector: 'app.kubernetes.io/name=gpu-fraction-webhook', limit: '250' },
    ]);
  });

  it.each([
    ['is another one', list([map('gpu-fraction-webhook', { other: 'x' })], '1')],
    ['is none', list([], '1')],
    ['may not be read', status(403)],
  ])('are looked for everywhere, where that %s', async (_, here) => {
    expect(await settingsIn(here, list([map('other')], '1'))).toMatchObject({ value: [other] });
  });

  it('are told to be forbidden where anything was', async () => {
    expect(await settingsIn(status(403), list([], '1'))).toMatchObject({ kind: 'forbidden' });
    expect(await settingsIn(list([], '1'), status(403))).toMatchObject({ kind: 'forbidden' });
    expect(await settingsIn(list([], '1'), list([], '1'))).toMatchObject({ kind: 'read', value: [] });
  });

  it('are those of the registered release alone, where one is registered', async () => {
    const services = [{ namespace: 'gpu', name: 'hook', configuration: 'hook' }];
    const fake = new FakeApiServer()
      .get(DEFAULT_MAPS, list([map('gpu-fraction-webhook')], '1'))
      .get('/api/v1/namespaces/gpu/configmaps', list([map('gpu')], '1'), status(403))
      .get(ALL_MAPS, list([map('alice')], '1'));
    const reads = await reader(fake);
    expect(await findSettingsTexts(reads, services)).toMatchObject({ value: [{ namespace: 'gpu' }] });
    expect(await findSettingsTexts(reads, services)).toMatchObject({ kind: 'forbidden' });
    expect(fake.calls.map(({ path }) => path)).not.toContain(ALL_MAPS);
  });
});

it('finds a release by its Deployment, with what it mounts and where it answers', async () => {
  const container = { name: 'webhook', ports: [{ name: 'health', containerPort: 9090 }] };
  const volumes = [{ name: 'tls' }, { name: 'config', configMap: { name: 'settings' } }];
  const path = '/apis/apps/v1/namespaces/gpu/deployments';
  const deployment = {
    metadata: { name: 'hook', namespace: 'gpu', labels: { 'app.kubernetes.io/instance': 'one' } },
    spec: { template: { spec: { containers: [container], volumes } } },
  };
  const fake = new FakeApiServer().get(path, list([deployment], '1'));
  expect(await findReleases(await reader(fake), { namespace: 'gpu', name: 'one' })).toMatchObject({
    value: [
      {
        namespace: 'gpu',
        instance: 'one',
        deployment: 'hook',
        serviceAccount: 'hook',
        replicas: 1,
        configMap: 'settings',
        healthPort: 9090,
      },
    ],
  });
  expect(fake.queries(path, 'list')[0]?.['labelSelector']).toBe(
    'app.kubernetes.io/name=gpu-fraction-webhook,app.kubernetes.io/component=webhook,app.kubernetes.io/instance=one',
  );
});

it('finds the replicas that run, and tells which of them end', async () => {
  const path = '/api/v1/namespaces/gpu/pods';
  const pod = (name: string, phase: string, more: object = {}) => ({ metadata: { name, ...more }, status: { phase } });
  const ending = { deletionTimestamp: '2026-11-26T12:00:00Z' };
  const pods = [pod('a', 'Running'), pod('b', 'Pending'), pod('c', 'Running', ending), pod('test', 'Succeeded')];
  const fake = new FakeApiServer().get(path, list(pods, '1'));
  expect(await findReplicas(await reader(fake), 'gpu', 'some=label')).toEqual(
    read([
      { name: 'a', isEnding: false },
      { name: 'c', isEnding: true },
    ]),
  );
  expect(fake.queries(path, 'list')[0]?.['labelSelector']).toBe('some=label');
});

it.each([
  ['where the pod was sent', { runai: true, kai: true }, 'kai-scheduler', 'kai'],
  ['what the cluster has alone', { runai: false, kai: true }, 'default-scheduler', 'kai'],
  ['Run:ai, where both are', { runai: true, kai: true }, undefined, 'runai'],
  ['Run:ai, where nothing is known', undefined, undefined, 'runai'],
] as const)('guesses by %s', (_, schedulers, schedulerName, flavour) => {
  expect(likelyFlavour(schedulers, schedulerName)).toBe(flavour);
});
