import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { judgeSchedulers } from '../../src/settings/scheduler-fit.ts';
import { CHART_FOLDER, HELMS, type Helm, IMAGE, runHelm, type Values } from './helm.ts';

/** `helm template` prints no notes, so this copy of the chart has them in an object as well. */
const chart = join(mkdtempSync(join(tmpdir(), 'gpu-fraction-chart-')), 'gpu-fraction-webhook');
beforeAll(() => {
  cpSync(CHART_FOLDER, chart, { recursive: true });
  writeFileSync(
    join(chart, 'templates', 'notes.yaml'),
    'notes: {{ include (print .Chart.Name "/templates/NOTES.txt") . | quote }}\n',
  );
});
afterAll(() => rmSync(dirname(chart), { recursive: true }));

/** What an installation prints in a cluster that has these kinds. */
async function notes(helm: Helm, values: Values = {}, kinds: readonly string[] = []): Promise<string> {
  const { status, stdout, stderr } = await runHelm(
    helm,
    [
      ...['template', 'gpu-fraction-webhook', chart, '--namespace', 'gpu-fraction-webhook'],
      ...['--show-only', 'templates/notes.yaml'],
      ...kinds.flatMap((kind) => ['--api-versions', kind]),
    ],
    { values: { ...IMAGE, ...values } },
  );
  expect([status, stderr]).toEqual([0, '']);
  return (parse(stdout) as { notes: string }).notes;
}

const KAI = 'kai.scheduler/v1/SchedulingShard';
const RUNAI = 'run.ai/v1/RunaiConfig';
const OLD_KAI = 'scheduling.run.ai/v2/Queue';

describe.each(HELMS)('what an installation by %s says', (helm) => {
  it('is how to go on', async () => {
    const said = await notes(helm, { config: { flavour: 'kai' } }, [KAI]);
    expect(said).toContain('sends GPU pods to kai-scheduler');
    expect(said).toContain('kubectl label namespace kubeflow-alice runai-injection=enabled');
    expect(said).toContain('kai/project=team-a');
    expect(said).toContain('helm test gpu-fraction-webhook --namespace gpu-fraction-webhook');
    expect(said).toContain('Nothing to say.');
    expect(said).not.toContain('WARNING');
  });

  it.each([
    { flavour: 'runai', kinds: [KAI], found: { runai: false, kai: true }, warns: true },
    { flavour: 'runai', kinds: [OLD_KAI], found: { runai: false, kai: true }, warns: true },
    { flavour: 'runai', kinds: [], found: { runai: false, kai: false }, warns: true },
    { flavour: 'runai', kinds: [RUNAI, OLD_KAI], found: { runai: true, kai: false }, warns: false },
    { flavour: 'runai', kinds: [RUNAI, KAI], found: { runai: true, kai: true }, warns: false },
    { flavour: 'kai', kinds: [RUNAI, OLD_KAI], found: { runai: true, kai: false }, warns: true },
    { flavour: 'kai', kinds: [RUNAI, KAI], found: { runai: true, kai: true }, warns: true },
    { flavour: 'kai', kinds: [OLD_KAI], found: { runai: false, kai: true }, warns: false },
    // Karta, which KAI uses.
    { flavour: 'kai', kinds: [KAI, 'run.ai/v1/Karta'], found: { runai: false, kai: true }, warns: false },
  ] as const)('warns where flavour $flavour meets $kinds: $warns', async ({ flavour, kinds, found, warns }) => {
    const said = await notes(helm, { config: { flavour } }, kinds);
    const { sentence } = judgeSchedulers(found, `${flavour}-scheduler`);
    expect(said.includes(`WARNING: ${sentence}`)).toBe(warns);
    expect(said.includes('WARNING')).toBe(warns);
  });

  it.each<{ title: string; values: Values; says: string }>([
    { title: 'one replica', values: { replicas: 1 }, says: 'while it is away pods are created unpatched' },
    {
      title: 'one replica with Fail',
      values: { replicas: 1, webhook: { failurePolicy: 'Fail' } },
      says: 'while it is away no pod can be created',
    },
    {
      title: 'alerts without metrics',
      values: { prometheusRule: { enabled: true } },
      says: 'unless your Prometheus finds the pods otherwise',
    },
    {
      title: 'alerts, and metrics that nobody may fetch',
      values: { prometheusRule: { enabled: true }, podMonitor: { enabled: true }, networkPolicy: { enabled: true } },
      says: 'networkPolicy.metricsFrom lets nobody fetch metrics',
    },
    { title: 'no policy', values: { policies: { unpatched: 'off' } }, says: 'policies.unpatched is off' },
    {
      title: 'a policy that denies, where it is not installed',
      values: { policies: { unpatched: 'deny' }, config: { onInvalid: 'warn' } },
      says: 'policies.unpatched is deny, but nothing is denied',
    },
    {
      title: 'prefixes',
      values: { config: { namespacePrefixes: ['kubeflow-'] } },
      says: 'Every namespace whose name begins with kubeflow-',
    },
    {
      title: 'no cert-manager',
      values: { certificates: { source: 'certManager' } },
      says: 'cert-manager was not found',
    },
    {
      title: 'an API server that has to show a certificate',
      values: { clientCertificate: { configMap: 'ca' } },
      says: 'has to name one for gpu-fraction-webhook.gpu-fraction-webhook.svc',
    },
    { title: 'the nodes’ network', values: { hostNetwork: true }, says: 'ports 8443 and 8080 are taken on the nodes' },
  ])('warns of $title', async ({ values, says }) => {
    const said = await notes(helm, values, [RUNAI]);
    expect(said.match(/WARNING: .*/g)).toEqual([expect.stringContaining(says)]);
  });

  it('says that audit mode changes nothing', async () => {
    expect(await notes(helm, { config: { mode: 'audit' } }, [RUNAI])).toContain('it only says what it would do');
  });
});
