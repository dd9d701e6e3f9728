import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchCluster } from './cluster/bench-cluster.ts';
import { benchHttps, type HttpsOptions, soak, startTimes } from './https/bench-https.ts';
import { benchInProcess } from './in-process.ts';
import { machine } from './machine.ts';
import { performancePage } from './performance-page.ts';
import { judgeTargets, type Results } from './targets.ts';

/*
 * make bench            the whole measurement, about a quarter of an hour; rewrites docs/performance.md and docs/performance.json
 * make bench QUICK=1    a minute, to see whether something has become slower; writes nothing
 */

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });

const RATES = [50, 200, 1000];
const plan: HttpsOptions = values.quick
  ? { rates: RATES, secondsPerRate: 1, closedLoopRequests: 5_000, rounds: 1 }
  : { rates: RATES, secondsPerRate: 6, closedLoopRequests: 40_000, rounds: 3 };

const say = (text: string) => console.error(`bench: ${text}`);

say('in process');
const inProcess = await benchInProcess(values.quick ? 100 : 1000);
say('start to ready');
const starts = await startTimes(values.quick ? 3 : 15);
say('HTTPS, side by side');
const https = await benchHttps(plan);
say('memory');
const memory = await soak(values.quick ? 20_000 : 1_000_000, values.quick ? 4 : 20);

say('pods on a real API server');
const cluster = await benchCluster({ podsPerRound: 300, rounds: values.quick ? 1 : 5, concurrency: 8 });

const results: Results = {
  machine: machine(),
  date: new Date().toISOString().slice(0, 10),
  inProcess,
  starts,
  https,
  memory,
  cluster,
};
const page = performancePage(results);
console.log(page);
if (!values.quick) {
  writeFileSync('docs/performance.md', page);
  writeFileSync('docs/performance.json', `${JSON.stringify(results, mapsAsObjects, 2)}\n`);
}
/** JSON has no maps. */
function mapsAsObjects(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

const missed = judgeTargets(results).filter(({ reached }) => !reached);
for (const { what, measured, wanted } of missed) {
  say(`not reached: ${what}: ${measured}, wanted ${wanted}`);
}
