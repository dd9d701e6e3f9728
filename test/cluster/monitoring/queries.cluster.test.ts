import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ALERTS } from '../../../scripts/monitoring/alerts/table.ts';
import { INTERVAL, PANELS } from '../../../scripts/monitoring/dashboard.ts';
import { KUBE_STATE_METRICS, OWN } from '../../../scripts/monitoring/metrics.ts';
import { FAILED_OPEN, REJECTED_BY_FAULT, UNPATCHED } from '../../../scripts/monitoring/queries.ts';
import { render } from '../../chart/helm.ts';
import { callOk } from '../api.ts';
import { probe } from '../own-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { NAMESPACE, sendNonsense, startLoad } from './load.ts';
import { type Prometheus, type Series, startPrometheus } from './prometheus.ts';
import { openStage, type Stage } from './stage.ts';
import { tracingFlag } from './tracing.ts';

const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-tracing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SCRAPE_SECONDS = 1;
/** What Grafana makes of it is four intervals at least. */
const RATE_INTERVAL = '10s';

/** Nobody runs it here; what of its metrics is used is tried by promtool alone. */
const needsKubeStateMetrics = (query: string): boolean =>
  Object.values(KUBE_STATE_METRICS).some((name) => query.includes(name));

const QUERIES = [
  ...ALERTS.flatMap(({ name, query, and }) => [
    { where: `${name} in the rules`, query },
    ...(and === undefined ? [] : [{ where: `${name} in the rules, its condition`, query: and.query }]),
  ]),
  ...PANELS.flatMap(({ title, targets }) =>
    targets.map(({ query }) => ({
      where: `${title} on the dashboard`,
      query: query.replaceAll(INTERVAL, RATE_INTERVAL),
    })),
  ),
].filter(({ query }) => !needsKubeStateMetrics(query));

/** Alerts that fire as soon as something happened, and what is made to happen here. */
const PROVOKED = ['PodsMissed', 'PodsUnpatched', 'PodsRejected', 'Errors'].map((name) => `GpuFractionWebhook${name}`);

const TRACE = '0af7651916cd43dd8448eb211c80319c';

let stage: Stage | undefined;
let prometheus: Prometheus | undefined;

describeOnCluster(
  'a real Prometheus',
  {
    groups: ['prometheus', 'helm4'],
    apiServerFlags: [tracingFlag(folder)],
    start: async (cluster) => {
      stage = await openStage(cluster, 3600);
      const rules = (await render({ prometheusRule: { enabled: true } })).one('PrometheusRule')['spec'] as object;
      prometheus = await startPrometheus(cluster, [...stage.replicas, stage.troubled], rules, SCRAPE_SECONDS);
    },
  },
  (cluster) => {
    let began = 0;
    const range = (query: string): Promise<readonly Series[]> =>
      prometheus?.range(query, began, Date.now() / 1000 + SCRAPE_SECONDS, SCRAPE_SECONDS) ??
      Promise.reject(new Error('no Prometheus'));

    /** Waits until Prometheus has an answer. */
    const seen = (query: string): Promise<unknown> =>
      waitFor(`an answer to ${query}`, async (saw) => {
        const found = await prometheus?.get<{ result: unknown[] }>('query', { query });
        saw((await prometheus?.get<{ activeTargets: object[] }>('targets'))?.activeTargets);
        return (found?.result.length ?? 0) > 0;
      });

    it.each([
      { traced: 'recorded', flags: '01', traceId: TRACE },
      { traced: 'not recorded', flags: '00', traceId: undefined },
    ])('would find the trace $traceId in the log of a pod whose trace is $traced', async ({ flags, traceId }) => {
      const name = `traced-${flags}`;
      const pod = { ...probe(NAMESPACE), metadata: { name, namespace: NAMESPACE, labels: { runai: 'true' } } };
      const traceparent = `00-${TRACE}-b7ad6b7169203331-${flags}`;
      const path = `/api/v1/namespaces/${NAMESPACE}/pods?dryRun=All`;
      await callOk(cluster().kubeConfig, 'POST', path, pod, 'application/json', { traceparent });
      const line = await waitFor('a line about the pod', async (saw) => {
        const lines = (stage?.replicas ?? []).flatMap((replica) => replica.lines());
        saw(lines);
        return lines.find((one) => one['name'] === name);
      });
      expect(line['outcome']).toBe('mutated');
      expect(line['traceId']).toBe(traceId);
    });

    it('scrapes the program and the API server while pods are created and things go wrong', async () => {
      if (stage === undefined || prometheus === undefined) throw new Error('there is no stage');
      began = Date.now() / 1000;

      const load = startLoad(cluster(), 20);
      await seen(`sum(rate(${OWN.decisions}{outcome="mutated"}[${RATE_INTERVAL}])) > 0`);
      await Promise.all(stage.replicas.map(({ httpsPort }) => sendNonsense(httpsPort)));
      await seen(`sum(rate(${OWN.badRequests}{code="400"}[${RATE_INTERVAL}])) > 0`);
      // Nobody answers any more: first pods are created all the same, and then they are refused.
      await Promise.all(stage.replicas.map(({ program }) => program.stop()));
      await seen(FAILED_OPEN);
      await seen(UNPATCHED);
      await stage.onFailure('Fail');
      await seen(`rate(${REJECTED_BY_FAULT}[${RATE_INTERVAL}])`);
      await load.end();
      const { activeTargets } = await prometheus.get<{ activeTargets: { scrapePool: string; lastError: string }[] }>(
        'targets',
      );
      expect(activeTargets).toHaveLength(4);
      expect(activeTargets.filter(({ scrapePool }) => scrapePool === 'apiserver')).toEqual([
        expect.objectContaining({ health: 'up', lastError: '' }),
      ]);
    });

    it.each(QUERIES)('has data for $where: $query', async ({ query }) => {
      const series = await range(query);
      const values = series.flatMap((one) => one.values.map(([, value]) => Number(value)));
      expect(values.some((value) => Number.isFinite(value))).toBe(true);
    });

    it('evaluates every rule, and those fire that something happened to', async () => {
      const firing = await waitFor('what was provoked to fire', async (saw) => {
        const { groups } = (await prometheus?.get<{
          groups: { rules: { name: string; health: string; state: string; lastError?: string }[] }[];
        }>('rules')) ?? { groups: [] };
        const found = groups.flatMap(({ rules }) => rules);
        saw(found.map(({ name, health, state }) => `${name} ${health} ${state}`));
        expect(found).toHaveLength(ALERTS.length);
        expect(found.filter(({ health }) => health !== 'ok')).toEqual([]);
        const names = found.filter(({ state }) => state === 'firing').map(({ name }) => name);
        return PROVOKED.every((name) => names.includes(name)) && names;
      });
      // What is well does not fire: certificates, watches of those who may, telemetry.
      expect(firing.sort()).toEqual([...PROVOKED].sort());
    });

    it('shows pods that were missed, unpatched and refused as the API server counted them', async () => {
      const last = async (query: string): Promise<number> => Number((await range(query)).at(0)?.values.at(-1)?.[1]);
      const [missed, unpatched] = ['Pods missed', 'Unpatched pods'].map(
        (title) => PANELS.find((panel) => panel.title === title)?.targets[0]?.query ?? '',
      );
      expect(await last(missed ?? '')).toBeGreaterThan(0);
      expect(await last(unpatched ?? '')).toBeGreaterThan(0);
    });
  },
);
