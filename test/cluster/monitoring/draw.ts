// `make dashboard-picture`: brings everything up, lets go wrong what the dashboard tells of, and draws what Prometheus says.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { INTERVAL, PANELS } from '../../../scripts/monitoring/dashboard.ts';
import { dashboardPicture } from '../../../scripts/monitoring/picture/dashboard-picture.ts';
import type { DrawnPanel, Line } from '../../../scripts/monitoring/picture/panel.ts';
import { startControlPlane } from '../control-plane.ts';
import type { GroupName } from '../program-groups.ts';
import { buildAll, firstUnavailable } from '../programs.ts';
import { sendNonsense, startLoad } from './load.ts';
import { type Prometheus, type Series, startPrometheus } from './prometheus.ts';
import { openStage } from './stage.ts';

const PICTURE = 'docs/dashboard.svg';
/** What people run. */
const BUNDLE = 'dist/gpu-fraction-webhook.mjs';
const PROGRAMS: readonly GroupName[] = ['etcd', 'kubernetes', 'prometheus'];
const SCRAPE_SECONDS = 2;
const RATE_INTERVAL = '10s';
const PODS_PER_SECOND = 20;
/** Two minutes of life, so that its renewals are to be seen. */
const LEAF_SECONDS = 120;
/** Enough for a line of 300 pixels. */
const POINTS = 100;

async function main(): Promise<number> {
  const missing = firstUnavailable(...PROGRAMS);
  if (missing !== undefined) {
    console.error(`${missing.reason}\nTo enable it: ${missing.enable}`);
    return 3;
  }
  await buildAll(PROGRAMS);
  const cluster = await startControlPlane();
  try {
    const stage = await openStage(cluster, LEAF_SECONDS, BUNDLE);
    const [first, second] = stage.replicas;
    if (first === undefined || second === undefined) throw new Error('there are no replicas');
    const prometheus = await startPrometheus(
      cluster,
      [...stage.replicas, stage.troubled],
      { groups: [] },
      SCRAPE_SECONDS,
    );
    const start = Date.now() / 1000;
    const load = startLoad(cluster, PODS_PER_SECOND);
    const say = (what: string): void => console.log(`${Math.round(Date.now() / 1000 - start)} s: ${what}`);
    say('pods are created');
    await sleep(50_000);
    say('a replica is told things that are no reviews');
    for (let turn = 0; turn < 20; turn += 1) {
      await sendNonsense(first.httpsPort);
      await sleep(500);
    }
    await sleep(20_000);
    say('somebody overwrites the caBundle');
    await stage.overwriteBundle();
    await sleep(40_000);
    say('a replica is killed; the API server calls it for ten more seconds');
    process.kill(second.program.pid, 'SIGKILL');
    await sleep(10_000);
    await stage.callAt([first]);
    await sleep(40_000);
    say('the other one does not answer for fifteen seconds, and from the eighth on failurePolicy is Fail');
    process.kill(first.program.pid, 'SIGSTOP');
    await sleep(8000);
    await stage.onFailure('Fail');
    await sleep(7000);
    process.kill(first.program.pid, 'SIGCONT');
    await stage.onFailure('Ignore');
    await sleep(50_000);
    await load.end();
    await sleep(2 * SCRAPE_SECONDS * 1000);
    const period = { start, end: Date.now() / 1000 };
    const drawn = await Promise.all(PANELS.map((panel) => fill(prometheus, panel, period)));
    const day = new Date().toISOString().slice(0, 10);
    writeFileSync(PICTURE, dashboardPicture(drawn, period, `Kubernetes ${cluster.version}, ${day}, UTC`));
    console.log(`wrote ${PICTURE}`);
    return 0;
  } finally {
    await cluster.stop();
  }
}

async function fill(
  prometheus: Prometheus,
  panel: DrawnPanel['panel'],
  { start, end }: { start: number; end: number },
): Promise<DrawnPanel> {
  const step = Math.ceil((end - start) / POINTS);
  const lines = await Promise.all(
    panel.targets.map(async ({ query, legend }) => {
      const series = await prometheus.range(query.replaceAll(INTERVAL, RATE_INTERVAL), start, end, step);
      return series.map((one) => lineOf(one, legend));
    }),
  );
  return { panel, lines: lines.flat().filter(({ points }) => points.length > 0) };
}

const lineOf = ({ metric, values }: Series, legend: string): Line => ({
  label: legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? ''),
  points: values.map(([time, value]) => [time, Number(value)] as const).filter(([, value]) => Number.isFinite(value)),
});

process.exitCode = await main();
