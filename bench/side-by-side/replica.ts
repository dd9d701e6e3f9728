import type { LoadResult } from '../load/task.ts';
import { type LoadSetting, underLoad } from '../load/under-load.ts';
import type { ProcessMemory } from '../machine/process-memory.ts';
import type { Server } from '../servers/server.ts';
import { median } from '../statistics.ts';

/** What one replica takes at a rate of pods. */
export interface ReplicaCost {
  readonly rate: number;
  /** Thousandths of a core. */
  readonly millicores: number;
  readonly mib: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const REPLICA_RATES = [10, 100, 1000] as const;

const WARM_UP_REQUESTS = 40_000;

/** Measures one server at each rate, each time in a new process; medians over the rounds. */
export async function measureReplica(
  server: Server,
  { rounds, seconds, setting }: { readonly rounds: number; readonly seconds: number; readonly setting: LoadSetting },
): Promise<readonly ReplicaCost[]> {
  const costs: ReplicaCost[] = [];
  for (const rate of REPLICA_RATES) {
    const measured: { result: LoadResult; memory: ProcessMemory }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      setting.say(`${server.title} at ${rate} a second, round ${round + 1} of ${rounds}`);
      measured.push(
        await underLoad(server, setting, async (running, generator) => {
          // As compiled as it would be after an hour or so.
          await generator.run({ requests: WARM_UP_REQUESTS });
          return { result: await generator.run({ rate, seconds }), memory: running.memory() };
        }),
      );
    }
    costs.push({
      rate,
      millicores: median(measured.map(({ result }) => (result.serverCpu * result.requests) / result.seconds / 1000)),
      mib: median(measured.map(({ memory }) => memory.resident)),
      p50: median(measured.map(({ result }) => result.latency.p50)),
      p99: median(measured.map(({ result }) => result.latency.p99)),
    });
  }
  return costs;
}
