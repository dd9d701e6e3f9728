import { monitorEventLoopDelay } from 'node:perf_hooks';

/*
 * Loaded into every measured server before its own code (`node --import`), so that all are asked in the same way.
 */

/** What a server says about itself when asked. */
export interface Reading {
  /** User and system CPU time since the last reading, in microseconds. */
  readonly cpu: number;
  readonly rssBytes: number;
  /** 99th percentile of the event-loop delay since the last reading, in milliseconds. */
  readonly loopDelayP99: number;
}

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let last = process.cpuUsage();

process.on('message', () => {
  const used = process.cpuUsage(last);
  last = process.cpuUsage();
  const reading: Reading = {
    cpu: used.user + used.system,
    rssBytes: process.memoryUsage.rss(),
    loopDelayP99: delay.percentile(99) / 1e6,
  };
  delay.reset();
  process.send?.(reading);
});
// The question must not keep a server alive that has nothing else to do.
process.channel?.unref();
