import { describe, expect, it } from 'vitest';
import { countDecisions } from '../../src/namespace-report/decisions-metric.ts';
import { renderNamespaces } from '../../src/namespace-report/render.ts';
import { type NamespaceRow, type NamespacesReport, plainCounts } from '../../src/namespace-report/report.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';

const row = (name: string, more: Partial<NamespaceRow> = {}): NamespaceRow => ({
  name,
  optIn: 'label',
  project: 'team-a',
  pods: 0,
  routed: 0,
  missed: 0,
  refused: 0,
  wouldRefuse: 0,
  ...more,
});

/** What replicas expose that have decided so. */
async function exposition(...decided: readonly (readonly [string, string, 'enforce' | 'audit', number])[]) {
  const metrics = new Metrics('test');
  for (const [outcome, reason, mode, times] of decided) {
    for (let time = 0; time < times; time += 1) {
      metrics.decided(outcome as 'mutated', reason as 'asked', mode, 0.001);
    }
  }
  return metrics.exposition();
}

const report = (more: Partial<NamespacesReport> = {}): NamespacesReport => ({
  mode: 'enforce',
  scheduler: 'kai-scheduler',
  namespaces: [],
  replicas: { kind: 'unknown', why: 'nobody answers' },
  notes: [],
  ...more,
});

describe('the decisions of replicas', () => {
  it('are added up from the metrics that the program itself exposes, by outcome and reason', async () => {
    const counts = countDecisions([
      await exposition(['mutated', 'asked', 'enforce', 3], ['denied', 'invalid-fraction', 'enforce', 1]),
      await exposition(['mutated', 'asked', 'audit', 2], ['mutated', 'gpu-workload', 'enforce', 1]),
    ]);
    expect(plainCounts(counts)).toEqual({
      mutated: { asked: 5, 'gpu-workload': 1 },
      unchanged: {},
      skipped: {},
      denied: { 'invalid-fraction': 1 },
      error: {},
    });
  });

  it('are not taken from another metric that tells outcomes, too', () => {
    const other = 'gpu_fraction_webhook_other_total{outcome="mutated",reason="asked"} 1';
    expect(plainCounts(countDecisions([other]))['mutated']).toEqual({});
  });

  it('are nothing where something else answers', () => {
    expect(
      plainCounts(countDecisions(['<html>', 'gpu_fraction_webhook_decisions_total{outcome="x"} 1']))['mutated'],
    ).toEqual({});
  });
});

describe('the table of namespaces', () => {
  const namespaces = [
    row('kubeflow-alice', { pods: 4, routed: 2, missed: 1, wouldRefuse: 1, refused: 3 }),
    row('kubeflow-bob', { optIn: 'unknown', project: null, refused: null, routed: 1, pods: 1 }),
    row('kube-system', { optIn: 'excluded', project: null, pods: 9 }),
    row('default', { optIn: 'no', project: null, pods: 2 }),
  ];

  it('counts what was routed, refused and missed, says what is not known, and leaves out who has nothing to say', async () => {
    const decisions = plainCounts(
      countDecisions([
        await exposition(['mutated', 'asked', 'enforce', 12], ['skipped', 'nothing-asked', 'enforce', 100]),
      ]),
    );
    const replicas = { kind: 'counted', replicas: 2, silent: 1, decisions } as const;
    expect(renderNamespaces(report({ namespaces, replicas, notes: ['a note'] }), false)).toMatchInlineSnapshot(`
      "NAMESPACE        OPT-IN   PROJECT   PODS   ROUTED   REFUSED   MISSED
      kubeflow-alice   label    team-a    4      2        3         2
      kubeflow-bob     -        -         1      1        -         0
      not listed: 2 that did not opt in, and in which no pod asks (--all lists them)
      decisions since the 2 replicas were started, without 1 that did not answer:
              12 patched (asked 12)
               0 refused
               0 had all they need
             100 left alone (nothing-asked 100)
               0 not decided, by a fault
      note: a note
      "
    `);
  });

  it('lists all where that is asked for', () => {
    expect(renderNamespaces(report({ namespaces }), true)).toContain('kube-system      excluded   -');
  });

  it('says in audit mode what would be done', async () => {
    const decisions = plainCounts(countDecisions([await exposition(['denied', 'foreign-project', 'audit', 1])]));
    const replicas = { kind: 'counted', replicas: 1, silent: 0, decisions } as const;
    expect(renderNamespaces(report({ mode: 'audit', namespaces, replicas }), false)).toMatchInlineSnapshot(`
      "NAMESPACE        OPT-IN   PROJECT   PODS   ROUTED   WOULD-REFUSE   WOULD-PATCH
      kubeflow-alice   label    team-a    4      2        1              1
      kubeflow-bob     -        -         1      1        0              0
      not listed: 2 that did not opt in, and in which no pod asks (--all lists them)
      mode: audit. Nothing is patched or refused: these pods are there as they came, and would be once mode is enforce.
      decisions since the replica was started:
               0 would be patched
               1 would be refused (foreign-project 1)
               0 had all they need
               0 left alone
               0 not decided, by a fault
      "
    `);
  });

  it('is one sentence where there is nothing to list', () => {
    expect(renderNamespaces(report({ namespaces: [row('default', { optIn: 'no' })] }), false)).toMatch(
      /^not listed: 1 that did not opt in/,
    );
  });
});
