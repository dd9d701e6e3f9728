import type { Values } from '../../chart/helm.ts';

/** Together they render every object that the chart has. */
export const VALUE_SETS: readonly { title: string; values: Values; warnings?: RegExp }[] = [
  { title: 'the defaults', values: {} },
  {
    title: 'everything on demand, for KAI',
    values: {
      config: { flavour: 'kai', namespacePrefixes: ['kubeflow-'] },
      policies: { unpatched: 'deny' },
      autoscaling: { enabled: true },
      networkPolicy: { enabled: true, metricsFrom: [{ podSelector: {} }] },
      podMonitor: { enabled: true },
      prometheusRule: { enabled: true },
      dashboard: { enabled: true },
      imagePullSecrets: [{ name: 'registry' }],
      tolerations: [{ operator: 'Exists' }],
      extraEnv: [{ name: 'TZ', value: 'UTC' }],
      clientCertificate: { configMap: 'apiserver-client-ca' },
    },
  },
  {
    title: 'certificates from cert-manager',
    values: {
      certificates: { source: 'certManager' },
      serviceMonitor: { enabled: true },
      clientCertificate: { secret: 'apiserver-client-ca' },
    },
  },
  {
    title: 'certificates from a Secret, on the nodes’ network, with Fail',
    values: {
      certificates: { source: 'existingSecret', existingSecret: { name: 'mine' } },
      hostNetwork: true,
      webhook: { failurePolicy: 'Fail' },
      config: { mode: 'audit' },
    },
    // Pod Security has no level for it but the lowest.
    warnings: /would violate PodSecurity "restricted:latest": host namespaces \(hostNetwork=true\)/,
  },
];
