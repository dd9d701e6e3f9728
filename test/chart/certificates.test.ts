import type { V1Secret } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { HELMS, render } from './helm.ts';

/** What of cert-manager's objects is looked at here. */
interface CertManagerObject {
  readonly spec: {
    readonly secretName?: string;
    readonly dnsNames?: readonly string[];
    readonly isCA?: boolean;
    readonly issuerRef?: object;
    readonly selfSigned?: object;
    readonly ca?: { readonly secretName: string };
  };
}

describe.each(HELMS)('certificates in the chart, by %s', (helm) => {
  it('are kept in a Secret that no upgrade can reset, because nothing of it is in the chart', async () => {
    const secret = (await render({}, { helm })).one<V1Secret>('Secret');
    expect(secret.metadata?.name).toBe('gpu-fraction-webhook-ca');
    expect(Object.keys(secret).sort()).toEqual(['apiVersion', 'kind', 'metadata', 'type']);
    expect(secret.metadata).not.toHaveProperty('annotations');
  });

  it('come from cert-manager by an authority of the chart’s own, so that a renewal leaves no gap', async () => {
    const rendering = await render({ certificates: { source: 'certManager' } }, { helm, namespace: 'gpu-system' });
    expect(rendering.all('Secret')).toEqual([]);
    const { spec: root } = rendering.one<CertManagerObject>('Issuer', 'gpu-fraction-webhook-root');
    const { spec: authority } = rendering.one<CertManagerObject>('Certificate', 'gpu-fraction-webhook-ca');
    const { spec: issuer } = rendering.one<CertManagerObject>('Issuer', 'gpu-fraction-webhook');
    const { spec: serving } = rendering.one<CertManagerObject>('Certificate', 'gpu-fraction-webhook');
    const group = 'cert-manager.io';
    expect(root.selfSigned).toEqual({});
    expect(authority).toMatchObject({
      isCA: true,
      issuerRef: { name: 'gpu-fraction-webhook-root', kind: 'Issuer', group },
    });
    expect(issuer.ca?.secretName).toBe(authority.secretName);
    expect(serving.issuerRef).toEqual({ name: 'gpu-fraction-webhook', kind: 'Issuer', group });
    // The API server calls the first of them.
    expect(serving.dnsNames).toEqual([
      'gpu-fraction-webhook.gpu-system.svc',
      'gpu-fraction-webhook.gpu-system.svc.cluster.local',
    ]);
  });

  it.each([
    { name: 'corp', kind: 'ClusterIssuer', group: 'cert-manager.io' },
    { name: 'corp', kind: 'StepClusterIssuer', group: 'certmanager.step.sm' },
  ])('come from an issuer that is named: $kind', async (issuerRef) => {
    const rendering = await render({ certificates: { source: 'certManager', certManager: { issuerRef } } }, { helm });
    expect(rendering.all('Issuer')).toEqual([]);
    expect(rendering.one<CertManagerObject>('Certificate').spec.issuerRef).toEqual(issuerRef);
  });

  it('come from a Secret that somebody else keeps', async () => {
    const certificates = { source: 'existingSecret', existingSecret: { name: 'mine' } };
    const rendering = await render({ certificates }, { helm });
    expect(rendering.all('Secret')).toEqual([]);
    expect(rendering.all('Certificate')).toEqual([]);
  });
});
