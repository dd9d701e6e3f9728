import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';

type Histogram = ReturnType<typeof monitorEventLoopDelay>;

/** What is told of the turns of the event loop, in nanoseconds; the names are prom-client's. */
const LAGS: readonly (readonly [name: string, help: string, read: (turns: Histogram) => number])[] = [
  ['min', 'The shortest turn of the event loop since the last scrape.', ({ min }) => min],
  ['max', 'The longest turn of the event loop since the last scrape.', ({ max }) => max],
  ['mean', 'The mean of the turns of the event loop since the last scrape.', ({ mean }) => mean],
  ['stddev', 'The standard deviation of the turns of the event loop since the last scrape.', ({ stddev }) => stddev],
  ['p50', 'Of 100 turns of the event loop since the last scrape 50 took no longer.', (turns) => turns.percentile(50)],
  ['p90', 'Of 100 turns of the event loop since the last scrape 90 took no longer.', (turns) => turns.percentile(90)],
  ['p99', 'Of 100 turns of the event loop since the last scrape 99 took no longer.', (turns) => turns.percentile(99)],
];

const NANOS_A_SECOND = 1e9;

/** How often a Node.js looks that cannot look once a turn. */
const RESOLUTION_MILLIS = 20;

/** The longest time that a timer can have; it does not come to that. */
const NEVER_MILLIS = 2 ** 31 - 1;

/**
 * CPU time, memory, garbage collection and event loop of the process, under the names that dashboards for Node.js know.
 *
 * How long the event loop is held up is measured once a turn. prom-client leaves that to a timer, which wakes an idle
 * process up all the time and misses what falls between two of its calls, so its own figures are replaced.
 */
export function processMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MILLIS });
  const turns = monitorEventLoopDelay({ samplePerIteration: true, resolution: RESOLUTION_MILLIS });
  turns.enable();
  for (const [index, [suffix, help, read]] of LAGS.entries()) {
    const name = `nodejs_eventloop_lag_${suffix}_seconds`;
    registry.removeSingleMetric(name);
    new Gauge({
      name,
      help,
      registers: [registry],
      // Asked in this order.
      collect() {
        this.set(read(turns) / NANOS_A_SECOND);
        if (index === LAGS.length - 1) {
          turns.reset();
        }
      },
    });
  }
}
