import type { SideBySide } from '../results.ts';
import type { ServerId } from '../servers/server.ts';
import { summaryOf } from './summary-of.ts';

/*
 * Why a target is out of reach, as far as anybody found out. What was tried by hand has a date, and its numbers are those of
 * that day; the others are of the same run as the target.
 */

const closedLoopMicros = (measured: SideBySide, server: ServerId): number | undefined =>
  summaryOf(measured, server, 'closed loop')?.cpu.median;

/** The framework leaves nearly nothing of it. */
export function whyCpu(measured: SideBySide): string | undefined {
  const [fastify, floor] = [closedLoopMicros(measured, 'fastify'), closedLoopMicros(measured, 'floor')];
  return fastify === undefined || floor === undefined
    ? undefined
    : `fastify answers a constant in ${fastify.toFixed(1)} µs, and the floor in ${floor.toFixed(1)} µs. What is on top of that stands below, and none of its parts is large.`;
}

export const whyLog = `it is the difference between two servers, and no more exact than its interval. A clock inside the server says 4 µs for the line and the metrics
together (26 November 2026).`;

export function whyThroughput(leastRatio: number, measured: SideBySide): string | undefined {
  const floor = closedLoopMicros(measured, 'floor');
  return floor === undefined
    ? undefined
    : `a core that does nothing else would have to be done with a request after ${(floor / leastRatio).toFixed(0)} µs; it is the CPU time, seen from the other side.`;
}

export const whyP99 = `half of the difference to the floor is the CPU time, which the median has as well. Much of the rest is garbage collection: a collection of the
young generation takes 0.1 to 0.2 ms, and of 100 requests one meets it. With 16 MiB of it in place of 4, p99 at 200 a second fell from 0.59 to 0.49 ms, the floor's being 0.33 (26
November 2026); that takes memory from every replica.`;

export const whySlowCpu = `a request that comes alone costs ten times what it costs in the closed loop, here as at the floor, since a core has to wake up and its caches are cold; so the
ratio is that of the closed loop. There are few wake-ups to spare: see the system calls.`;

export const whyLarge = `from run to run 2.3 to 2.8 ms, since reviews of this size meet full collections of the heap. With a young generation of 8 MiB it is 1.6 ms, and
every replica takes 8 MiB more, which is more than what is wanted of its memory (26 November 2026).`;

export const whyGrowth = `a review of 3 MB leaves more behind than the young generation holds, and V8 begins a full collection, which takes 6 to 17 ms in steps, with
nearly each of them. In process, where the heap is larger, the time grows as the pod does; a young generation of 16 MiB halves it here (26 November 2026). As it comes, etcd stores no object of more than 1.5 MB.`;
