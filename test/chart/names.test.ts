import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { V1ClusterRoleBinding, V1Deployment, V1MutatingWebhookConfiguration } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { CHART_FOLDER, HELMS, IMAGE, render } from './helm.ts';

/** Objects that are not in a namespace. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'Namespace',
]);

/** With every object that can be rendered at a time. */
const EVERYTHING = {
  config: { flavour: 'kai' },
  autoscaling: { enabled: true },
  networkPolicy: { enabled: true },
  podMonitor: { enabled: true },
  prometheusRule: { enabled: true },
  dashboard: { enabled: true },
};

/** Where something else stands than text, of what is text for Kubernetes. */
function noText(value: unknown, path = '', isText = false): readonly string[] {
  if (typeof value !== 'object' || value === null) {
    return isText && typeof value !== 'string' ? [`${path} is ${value}`] : [];
  }
  return Object.entries(value).flatMap(([key, inner]) => noText(inner, `${path}.${key}`, isText || TEXTS.has(key)));
}
const TEXTS: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'labels',
  'annotations',
  'matchLabels',
  'values',
  'dnsNames',
]);

describe.each(HELMS)('names and labels in the chart, by %s', (helm) => {
  it('are the program’s own where the release is called so', async () => {
    const { objects } = await render(EVERYTHING, { helm });
    for (const { kind, metadata } of objects) {
      expect([kind, metadata.name]).toEqual([kind, expect.stringMatching(/^gpu-fraction-webhook(-[a-z]+)?$/)]);
    }
  });

  it('tell a release that is called otherwise', async () => {
    const { metadata } = (await render({}, { helm, release: 'alice' })).one('Deployment');
    expect(metadata.name).toBe('alice-gpu-fraction-webhook');
  });

  it('fit into a label and a Service, however long the release is called', async () => {
    const release = `a${'-long'.repeat(10)}`;
    const { objects } = await render({ ...EVERYTHING, certificates: { source: 'certManager' } }, { helm, release });
    for (const { metadata } of objects) {
      expect(metadata.name.length).toBeLessThanOrEqual(63);
      expect(metadata.name).toMatch(/[a-z0-9]$/);
    }
  });

  it('are all in the release’s namespace, but for what is in none and for the namespace of the test', async () => {
    const { objects } = await render(EVERYTHING, { helm, namespace: 'gpu-system' });
    for (const { kind, metadata } of objects) {
      const isTests = metadata.annotations?.['helm.sh/hook'] === 'test' && /^Role/.test(kind);
      const expected = CLUSTER_SCOPED.has(kind) ? undefined : isTests ? 'gpu-fraction-webhook-verify' : 'gpu-system';
      expect([kind, metadata.namespace]).toEqual([kind, expected]);
    }
  });

  it.each(['12345', '1e3', '0x1f', 'null', 'true'])(
    'stay text, whatever YAML takes the namespace for: %s',
    async (name) => {
      for (const values of [
        EVERYTHING,
        { serviceMonitor: { enabled: true }, certificates: { source: 'certManager' } },
      ]) {
        const { objects, all } = await render(
          { ...values, policies: { unpatched: 'deny' } },
          { helm, namespace: name },
        );
        expect(noText(objects)).toEqual([]);
        expect(all<V1ClusterRoleBinding>('ClusterRoleBinding').map(({ subjects }) => subjects?.[0]?.namespace)).toEqual(
          [name],
        );
      }
    },
  );

  it.each(['true', 'null', 'on'])('stay text, whatever YAML takes the release for: %s', async (release) => {
    const { objects } = await render(EVERYTHING, { helm, release });
    expect(noText(objects)).toEqual([]);
  });

  it('say on every object which program, release, version and chart it belongs to', async () => {
    const { objects } = await render(EVERYTHING, { helm, release: 'alice' });
    for (const { kind, metadata } of objects.filter(({ kind }) => kind !== 'Pod')) {
      expect([kind, metadata.labels]).toEqual([
        kind,
        expect.objectContaining({
          'app.kubernetes.io/name': 'gpu-fraction-webhook',
          'app.kubernetes.io/instance': 'alice',
          'app.kubernetes.io/version': '0.1.0',
          'app.kubernetes.io/managed-by': 'Helm',
          'helm.sh/chart': 'gpu-fraction-webhook-0.1.0',
        }),
      ]);
    }
  });

  it('are the program’s also in a chart that has this one inside, under another name', async () => {
    const around = join(mkdtempSync(join(tmpdir(), 'gpu-fraction-chart-')), 'platform');
    mkdirSync(join(around, 'charts'), { recursive: true });
    cpSync(CHART_FOLDER, join(around, 'charts', 'gpu-fraction-webhook'), { recursive: true });
    const dependencies = [{ name: 'gpu-fraction-webhook', version: '*', alias: 'gpus', condition: 'gpus.enabled' }];
    writeFileSync(
      join(around, 'Chart.yaml'),
      JSON.stringify({ apiVersion: 'v2', name: 'platform', version: '1.0.0', dependencies }),
    );
    const rendering = await render(
      { image: undefined, gpus: { ...IMAGE, enabled: true } },
      { helm, chart: around, release: 'p' },
    );
    rmSync(dirname(around), { recursive: true });
    const { webhooks = [] } = rendering.one<V1MutatingWebhookConfiguration>('MutatingWebhookConfiguration');
    expect(webhooks.map(({ name }) => name)).toEqual(['by-label.pods.gpu-fraction-webhook']);
    const { metadata } = rendering.one('Deployment');
    expect(metadata.name).toBe('p-gpu-fraction-webhook');
    expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/name': 'gpu-fraction-webhook' });
  });

  it('of pods say the same, so that somebody who looks for them finds them', async () => {
    const { spec } = (await render({}, { helm })).one<V1Deployment>('Deployment');
    expect(spec?.template.metadata?.labels).toMatchObject({
      'app.kubernetes.io/name': 'gpu-fraction-webhook',
      'app.kubernetes.io/component': 'webhook',
    });
  });
});
