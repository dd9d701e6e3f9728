import { describe, expect, it } from 'vitest';
import { CHART_FOLDER, HELMS, IMAGE, runHelm, type Values } from './helm.ts';

const VALUES: readonly { title: string; values: Values }[] = [
  { title: 'the defaults, without an image', values: {} },
  {
    title: 'everything on demand',
    values: {
      ...IMAGE,
      config: { flavour: 'kai', namespacePrefixes: ['kubeflow-'] },
      certificates: { source: 'certManager' },
      clientCertificate: { configMap: 'apiserver-client-ca' },
      autoscaling: { enabled: true },
      hostNetwork: true,
      networkPolicy: { enabled: true },
      podMonitor: { enabled: true },
      prometheusRule: { enabled: true },
      dashboard: { enabled: true },
    },
  },
];

describe.each(HELMS)('the chart', (helm) => {
  it.each(VALUES)(`passes the strict lint of ${helm}: $title`, async ({ values }) => {
    const { status, stdout, stderr } = await runHelm(helm, ['lint', '--strict', CHART_FOLDER], { values });
    expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
    expect(stdout + stderr).not.toMatch(/\[(WARNING|ERROR)\]/);
  });
});
