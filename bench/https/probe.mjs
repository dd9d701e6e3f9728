import { monitorEventLoopDelay } from 'node:perf_hooks';

/*
 * Loaded into every measured server before its own code (`node --import`), so that all are asked in the same way. Plain
 * JavaScript, as the servers here are: the part of Node that runs TypeScript takes 30 MiB, which would be measured too.
 */

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
let last = process.cpuUsage();

process.on('message', () => {
  const used = process.cpuUsage(last);
  last = process.cpuUsage();
  process.send?.({
    cpu: used.user + used.system,
    rssBytes: process.memoryUsage.rss(),
    loopDelayP99: delay.percentile(99) / 1e6,
  });
  delay.reset();
});
// The question must not keep a server alive that has nothing else to do.
process.channel?.unref();
