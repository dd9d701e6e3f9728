import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { processMetrics } from '../../src/telemetry/process-metrics.ts';
import { readSeries } from '../server/running-webhook.ts';

const STALL_MILLIS = 60;

function holdUpTheEventLoop(): void {
  const end = performance.now() + STALL_MILLIS;
  while (performance.now() < end) {
    // Nothing else gets its turn.
  }
}

test('a turn that holds up the event loop is seen by the scrape after it, and by no other', async () => {
  const registry = new Registry();
  processMetrics(registry);
  const longest = async () => {
    // The first turn may have begun before it was measured.
    await nextTurn();
    await nextTurn();
    return readSeries(await registry.metrics(), 'nodejs_eventloop_lag_max_seconds') ?? 0;
  };
  await longest();
  await nextTurn();
  holdUpTheEventLoop();
  const before = await longest();
  expect(before).toBeGreaterThanOrEqual(STALL_MILLIS / 1000);
  expect(await longest()).not.toBe(before);
});

test('an idle process is not woken up to be measured', () => {
  const program = `
    import { performance } from 'node:perf_hooks';
    import { Metrics } from ${JSON.stringify(join(import.meta.dirname, '../../src/telemetry/metrics.ts'))};
    new Metrics('1.2.3');
    const turns = () => performance.nodeTiming.uvMetricsInfo.loopCount;
    const before = turns();
    setTimeout(() => console.log(turns() - before), 500);
  `;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  // A timer of 20 ms would have made it 25.
  expect(Number(printed)).toBeLessThan(10);
});
