import { writeFileSync } from 'node:fs';
import { measureParts } from './measure-parts.ts';
import { performancePage } from './page/performance-page.ts';
import { judgeTargets } from './page/targets.ts';
import { readPlan } from './plan.ts';
import { readResults, writeResults } from './results.ts';

/*
 * make bench                                                    everything, about an hour; rewrites docs/performance.md and docs/performance.json
 * make bench QUICK=1                                            some minutes, to see whether something has become slower; writes nothing
 * make bench ONLY=closed-loop SERVERS=floor,ours ROUNDS=3       some parts and servers; writes nothing without WRITE=1
 */

const say = (text: string) => console.error(`bench: ${text}`);
const plan = readPlan(process.argv.slice(2));

const measured = await measureParts(plan, say, (soFar) => {
  if (plan.writes) {
    // After each part: whatever ends the rest, an hour's work is not lost.
    const results = { ...readResults(), ...soFar };
    writeResults(results);
    writeFileSync('docs/performance.md', performancePage(results));
  }
});
console.log(performancePage(measured));
for (const { what, measured: value, wanted } of judgeTargets(measured).filter(({ reached }) => !reached)) {
  say(`not reached: ${what}: ${value}, wanted ${wanted}`);
}
