import type { V1Deployment } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { HELMS, render } from './helm.ts';

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
};

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

  it('of pods say the same, so that somebody who looks for them finds them', async () => {
    const { spec } = (await render({}, { helm })).one<V1Deployment>('Deployment');
    expect(spec?.template.metadata?.labels).toMatchObject({
      'app.kubernetes.io/name': 'gpu-fraction-webhook',
      'app.kubernetes.io/component': 'webhook',
    });
  });
});
