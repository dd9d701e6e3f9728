import { writeFileSync } from 'node:fs';
import { measureParts } from './measure-parts.ts';
import { performancePage } from './page/performance-page.ts';
import { judgeTargets } from './page/targets.ts';
import { readPlan } from './plan.ts';
import { readResults, writeResults } from './results.ts';

/*
 * make bench                                                    everything but the soak; rewrites docs/performance.md and docs/performance.json
 * make bench QUICK=1                                            some minutes, to see whether something has become slower; writes nothing
 * make bench ONLY=closed-loop SERVERS=floor,ours ROUNDS=3       some parts and servers; writes nothing without WRITE=1
 * make soak                                                     an hour at 100 a second, and puts it on the page
 */

const say = (text: string) => console.error(`bench: ${text}`);
const plan = readPlan(process.argv.slice(2));

const { results, skipped } = await measureParts(plan, say, (soFar) => {
  if (plan.writes) {
    // After each part: whatever ends the rest, the minutes before it are not lost.
    const all = { ...readResults(), ...soFar };
    writeResults(all);
    writeFileSync('docs/performance.md', performancePage(all));
  }
});
console.log(performancePage(results));
for (const { what, measured, wanted } of judgeTargets(results).filter(({ reached }) => !reached)) {
  say(`not reached: ${what}: ${measured}, wanted ${wanted}`);
}
for (const each of skipped) {
  say(each);
}
