import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { V1ConfigMap, V1Deployment } from '@kubernetes/client-node';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { HELMS, type Helm, render, type Values } from './helm.ts';

const NAMESPACE = 'gpu-system';
const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-chart-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The settings that the program reads from the rendered ConfigMap. */
async function settingsOf(values: Values, helm: Helm): Promise<Settings> {
  const { data } = (await render(values, { helm, namespace: NAMESPACE })).one<V1ConfigMap>('ConfigMap');
  const file = join(folder, 'config.yaml');
  writeFileSync(file, data?.['config.yaml'] ?? '');
  return loadSettings(file);
}

/** Settings that the chart gives in any case, with these names of everything. */
const OF_THE_CHART = {
  releaseNamespace: NAMESPACE,
  registration: { webhookConfiguration: 'gpu-fraction-webhook', serviceName: 'gpu-fraction-webhook' },
} as const;

const SELF = {
  ...OF_THE_CHART,
  certificates: 'self',
  selfManaged: { secretName: 'gpu-fraction-webhook-ca' },
} as const satisfies SettingsInput;

describe.each(HELMS)('the configuration in the chart, by %s', (helm) => {
  it('has the program’s own defaults', async () => {
    expect(await settingsOf({}, helm)).toEqual(loadSettings(undefined, SELF));
    const { spec } = (await render({}, { helm })).one<V1Deployment>('Deployment');
    expect(spec?.template.spec?.volumes?.map(({ name }) => name)).toEqual(['config']);
  });

  it('passes every setting on as it is', async () => {
    const config: SettingsInput = {
      flavour: 'kai',
      schedulerName: 'my-scheduler',
      projectLabel: 'team',
      queueLabel: true,
      route: 'all',
      onInvalid: 'warn',
      quota: { allowedQueues: ['on', 'off', '1'] },
      excludedNamespaces: ['kube-system', '123'],
      namespacePrefixes: ['kubeflow-'],
      mode: 'audit',
      maxConnectionSeconds: 2.5,
      maxRequestsPerConnection: 12_345_678,
      logLevel: 'debug',
    };
    expect(await settingsOf({ config }, helm)).toEqual(loadSettings(undefined, { ...SELF, ...config }));
  });

  it('takes a bare `off` of YAML 1.1, which is false, for the word', async () => {
    const settings = await settingsOf({ config: { projectGuard: false } }, helm);
    expect(settings).toEqual(loadSettings(undefined, { ...SELF, projectGuard: 'off' }));
  });

  it('says where the program listens', async () => {
    const settings = await settingsOf({ ports: { webhook: 10_250, health: 9090 } }, helm);
    expect(settings).toEqual(loadSettings(undefined, { ...SELF, httpsPort: 10_250, healthPort: 9090 }));
  });

  it('says how long own certificates live', async () => {
    const self = { authoritySeconds: 63_072_000, leafSeconds: 3600 };
    const settings = await settingsOf({ certificates: { self } }, helm);
    expect(settings).toEqual(loadSettings(undefined, { ...SELF, selfManaged: { ...SELF.selfManaged, ...self } }));
  });

  it.each([
    { source: 'certManager', values: {}, caBundle: 'check' },
    { source: 'existingSecret', values: { existingSecret: { name: 'mine' } }, caBundle: 'write' },
    { source: 'existingSecret', values: { existingSecret: { name: 'mine', caBundle: 'check' } }, caBundle: 'check' },
  ] as const)(
    'mounts the certificate of $source, and lets caBundle be $caBundle',
    async ({ source, values, caBundle }) => {
      const given = { certificates: { source, ...values } };
      expect(await settingsOf(given, helm)).toEqual(
        loadSettings(undefined, {
          ...OF_THE_CHART,
          registration: { ...OF_THE_CHART.registration, caBundle },
          certificates: 'files',
        }),
      );
      const { spec } = (await render(given, { helm })).one<V1Deployment>('Deployment');
      const [container] = spec?.template.spec?.containers ?? [];
      expect(container?.volumeMounts).toContainEqual({
        name: 'tls',
        mountPath: '/etc/gpu-fraction-webhook/tls',
        readOnly: true,
      });
      expect(spec?.template.spec?.volumes).toContainEqual({
        name: 'tls',
        secret: { secretName: source === 'certManager' ? 'gpu-fraction-webhook-tls' : 'mine' },
      });
    },
  );

  it.each([
    {
      title: 'ConfigMap',
      clientCertificate: { configMap: 'apiserver-client-ca' },
      source: { configMap: { name: 'apiserver-client-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    },
    {
      // Where cert-manager has put the authority, its private key stands beside it.
      title: 'Secret, of which only the authority is mounted',
      clientCertificate: { secret: 'apiserver-client', key: 'tls.crt' },
      source: { secret: { secretName: 'apiserver-client', items: [{ key: 'tls.crt', path: 'ca.crt' }] } },
    },
  ])('asks for a client certificate by an authority in a $title', async ({ clientCertificate, source }) => {
    expect(await settingsOf({ clientCertificate }, helm)).toEqual(
      loadSettings(undefined, { ...SELF, clientCaFile: '/etc/gpu-fraction-webhook/client-ca/ca.crt' }),
    );
    const { spec } = (await render({ clientCertificate }, { helm })).one<V1Deployment>('Deployment');
    const [container] = spec?.template.spec?.containers ?? [];
    // A folder and no single file: that would stay as it was when the pod started.
    expect(container?.volumeMounts).toContainEqual({
      name: 'client-ca',
      mountPath: '/etc/gpu-fraction-webhook/client-ca',
      readOnly: true,
    });
    expect(spec?.template.spec?.volumes).toContainEqual({ name: 'client-ca', ...source });
  });

  it('is what the program is started with, and watches the cluster', async () => {
    const { spec } = (await render({}, { helm })).one<V1Deployment>('Deployment');
    expect(spec?.template.spec?.containers[0]?.args).toEqual([
      'serve',
      '--config=/etc/gpu-fraction-webhook/config/config.yaml',
      '--watch=on',
    ]);
  });
});
