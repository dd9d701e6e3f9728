import type { V1ConfigMap } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { THRESHOLDS } from '../../scripts/monitoring/alert.ts';
import { ALERTS } from '../../scripts/monitoring/alerts/table.ts';
import { PANELS } from '../../scripts/monitoring/dashboard.ts';
import { HELMS, type Helm, type Rendered, refusalOf, render, type Values } from './helm.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}

interface PrometheusRule extends Rendered {
  readonly spec: { readonly groups: readonly [{ readonly rules: readonly Rule[] }] };
}

async function rulesOf(prometheusRule: Values, helm: Helm): Promise<ReadonlyMap<string, Rule>> {
  const values = { prometheusRule: { enabled: true, ...prometheusRule } };
  const { spec } = (await render(values, { helm, namespace: 'gpu-system', release: 'gpus' })).one<PrometheusRule>(
    'PrometheusRule',
  );
  return new Map(spec.groups[0].rules.map((rule) => [rule.alert, rule]));
}

describe.each(HELMS)('alerts in the chart, by %s', (helm) => {
  it('are there on demand only', async () => {
    const rendering = await render({}, { helm });
    expect(rendering.all('PrometheusRule')).toEqual([]);
    expect(rendering.all('ConfigMap')).toHaveLength(1);
  });

  it('are all of the table, with its severity, and no placeholder is left', async () => {
    const rules = await rulesOf({}, helm);
    expect([...rules.values()].map(({ alert, labels }) => [alert, labels.severity])).toEqual(
      ALERTS.map(({ name, severity }) => [name, severity]),
    );
    for (const { expr, annotations } of rules.values()) {
      expect(expr).not.toContain('$(');
      expect(Object.keys(annotations).sort()).toEqual(['description', 'summary']);
    }
  });

  it('look at this release’s Deployment', async () => {
    const rule = (await rulesOf({}, helm)).get('GpuFractionWebhookReplicasMissing');
    expect(rule?.expr).toContain('{namespace="gpu-system",deployment="gpus-gpu-fraction-webhook"}');
  });

  it.each(Object.entries(THRESHOLDS))('have the threshold %s of the values', async (name, { value }) => {
    const [user] = ALERTS.filter(({ threshold }) => threshold === name);
    const exprOf = async (values: Values) => (await rulesOf(values, helm)).get(user?.name ?? '')?.expr;
    expect(await exprOf({})).toMatch(new RegExp(` [<>] ${value}\\b`));
    expect(await exprOf({ thresholds: { [name]: 0.125 } })).toMatch(/ [<>] 0\.125\b/);
  });

  it('can be left out, be called otherwise by severity, and link to the page', async () => {
    const rules = await rulesOf(
      {
        disabled: ['GpuFractionWebhookSlow'],
        severities: { GpuFractionWebhookDown: 'page' },
        runbookUrl: 'https://docs.example.com/alerts.md',
      },
      helm,
    );
    expect(rules.has('GpuFractionWebhookSlow')).toBe(false);
    expect(rules.size).toBe(ALERTS.length - 1);
    expect(rules.get('GpuFractionWebhookDown')?.labels).toEqual({ severity: 'page' });
    expect(rules.get('GpuFractionWebhookErrors')?.annotations['runbook_url']).toBe(
      'https://docs.example.com/alerts.md#gpufractionwebhookerrors',
    );
  });

  it('stand where Prometheus looks for them', async () => {
    const prometheusRule = { enabled: true, namespace: 'monitoring', labels: { release: 'prometheus' } };
    const { metadata } = (await render({ prometheusRule }, { helm })).one('PrometheusRule');
    expect(metadata).toMatchObject({ namespace: 'monitoring', labels: { release: 'prometheus' } });
  });

  it.each([
    { values: { disabled: ['GpuFractionWebhookSlwo'] }, says: '/prometheusRule/disabled/0' },
    { values: { severities: { Down: 'page' } }, says: 'GpuFractionWebhookDown' },
    { values: { runbookUrl: 'docs.example.com' }, says: 'beginning with https://' },
    { values: { thresholds: { latency: 1 } }, says: 'latency' },
    { values: { namespace: 'Monitoring' }, says: 'write the whole name of a namespace' },
  ])('are refused with a name that is none, or a page that is none: $values', async ({ values, says }) => {
    expect(await refusalOf({ prometheusRule: { enabled: true, ...values } }, { helm })).toContain(says);
  });
});

describe.each(HELMS)('the dashboard in the chart, by %s', (helm) => {
  it('is what Grafana’s sidecar looks for, as the sources have it', async () => {
    const dashboard = { enabled: true, namespace: 'monitoring', annotations: { grafana_folder: 'GPUs' } };
    const { metadata, data } = (await render({ dashboard }, { helm })).one<V1ConfigMap>(
      'ConfigMap',
      'gpu-fraction-webhook-dashboard',
    );
    expect(metadata).toMatchObject({
      namespace: 'monitoring',
      labels: { grafana_dashboard: '1' },
      annotations: { grafana_folder: 'GPUs' },
    });
    const { panels } = JSON.parse(data?.['gpu-fraction-webhook.json'] ?? '') as {
      panels: { type: string; title: string; targets?: { expr: string; legendFormat: string }[] }[];
    };
    const shown = panels.filter(({ type }) => type !== 'row');
    expect(
      shown.map(({ title, targets }) => [title, targets?.map(({ expr, legendFormat }) => [expr, legendFormat])]),
    ).toEqual(PANELS.map(({ title, targets }) => [title, targets.map(({ query, legend }) => [query, legend])]));
  });
});
