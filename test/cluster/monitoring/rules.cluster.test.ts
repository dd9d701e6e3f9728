import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALERTS } from '../../../scripts/monitoring/alerts/table.ts';
import { render } from '../../chart/helm.ts';
import { firstUnavailable, program } from '../programs.ts';
import { ALERT_CASES, type AlertCase } from './alert-cases.ts';

const RUNBOOK = 'https://docs.example.com/alerts.md';

interface PrometheusRule {
  readonly spec: {
    readonly groups: readonly {
      readonly rules: readonly {
        readonly alert: string;
        readonly labels: { readonly severity: string };
        readonly annotations: Readonly<Record<string, string>>;
      }[];
    }[];
  };
}

const nameOf = ({ alert, when }: Pick<AlertCase, 'alert' | 'when'>): string => `${alert} where ${when}`;

/** A test as promtool has it. */
function unitTest({ alert, when, series, from = 0, at, fires }: AlertCase, spec: PrometheusRule['spec']): object {
  const rule = spec.groups[0]?.rules.find((candidate) => candidate.alert === alert);
  const expected = fires && {
    exp_labels: { ...fires.labels, severity: rule?.labels.severity },
    exp_annotations: { ...rule?.annotations, description: fires.says },
  };
  return {
    name: nameOf({ alert, when }),
    interval: '1m',
    start_timestamp: from * 60,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [{ alertname: alert, eval_time: at, exp_alerts: expected === undefined ? [] : [expected] }],
  };
}

const missing = firstUnavailable('prometheus', 'helm4');
if (missing !== undefined) process.stderr.write(`SKIPPED: the alerts\n  ${missing.reason}\n`);

describe.skipIf(missing !== undefined && process.env['CI'] !== 'true')('the alerts, by promtool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-rules-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let promtool = '';
  let rendered: PrometheusRule | undefined;

  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(promtool, args, { cwd: folder, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  };

  beforeAll(async () => {
    promtool = await program('prometheus', 'promtool');
    const values = { prometheusRule: { enabled: true, runbookUrl: RUNBOOK } };
    rendered = (await render(values, { namespace: 'gpu-system' })).one<PrometheusRule>('PrometheusRule');
    // JSON is YAML.
    writeFileSync(join(folder, 'rules.yaml'), JSON.stringify(rendered.spec));
  });

  it('are taken by Prometheus, and none of its lints has anything to say', () => {
    const { status, output } = run('check', 'rules', '--lint=all', '--lint-fatal', 'rules.yaml');
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(output).toContain(`${ALERTS.length} rules found`);
  });

  it('are all tried, firing and quiet', () => {
    const tried = (firing: boolean) =>
      new Set(ALERT_CASES.filter(({ fires }) => (fires !== undefined) === firing).map(({ alert }) => alert));
    const all = new Set(ALERTS.map(({ name }) => name));
    expect({ firing: tried(true), quiet: tried(false) }).toEqual({ firing: all, quiet: all });
  });

  it('link to their paragraph', () => {
    for (const { alert, annotations } of rendered?.spec.groups[0]?.rules ?? []) {
      expect(annotations['runbook_url']).toBe(`${RUNBOOK}#${alert.toLowerCase()}`);
    }
  });

  describe('in its unit tests', () => {
    let output = '';
    beforeAll(() => {
      if (rendered === undefined) throw new Error('nothing was rendered');
      const { spec } = rendered;
      const tests = ALERT_CASES.map((one) => unitTest(one, spec));
      writeFileSync(join(folder, 'test.yaml'), JSON.stringify({ rule_files: ['rules.yaml'], tests }));
      ({ output } = run('test', 'rules', 'test.yaml'));
    });

    it('tries every case', () => {
      expect(output).toMatch(/SUCCESS|FAILED/);
    });

    it.each(ALERT_CASES.map((one) => ({ ...one, state: one.fires === undefined ? 'is quiet' : 'fires' })))(
      '$alert $state where $when',
      (one) => {
        const [, ...failures] = output.split(/^ +name: /m);
        expect(failures.filter((failure) => failure.startsWith(`${nameOf(one)},`))).toEqual([]);
      },
    );
  });
});
