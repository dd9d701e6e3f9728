import type { LoadResult } from '../load/task.ts';
import type { ProcessMemory } from '../machine/process-memory.ts';
import { RunningServer } from '../servers/running-server.ts';
import type { Server } from '../servers/server.ts';
import { median } from '../statistics.ts';
import { type RoundSetting, startGenerator } from './rounds.ts';

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

export const REPLICA_RATES = [10, 100, 1000] as const;

const WARM_UP_REQUESTS = 40_000;

/** Measures one server at each rate, each time in a new process; medians over the rounds. */
export async function measureReplica(
  server: Server,
  { rounds, seconds, setting }: { readonly rounds: number; readonly seconds: number; readonly setting: RoundSetting },
): Promise<readonly ReplicaCost[]> {
  const costs: ReplicaCost[] = [];
  for (const rate of REPLICA_RATES) {
    const measured: { result: LoadResult; memory: ProcessMemory }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      setting.say(`${server.title} at ${rate} a second, round ${round + 1} of ${rounds}`);
      measured.push(await measureAt(rate, server, seconds, setting));
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

async function measureAt(
  rate: number,
  server: Server,
  seconds: number,
  setting: RoundSetting,
): Promise<{ result: LoadResult; memory: ProcessMemory }> {
  const running = await RunningServer.start(server, setting);
  try {
    const generator = startGenerator(running, setting);
    try {
      // As compiled as it would be after an hour or so.
      await generator.run({ requests: WARM_UP_REQUESTS });
      const result = await generator.run({ rate, seconds });
      return { result, memory: running.memory() };
    } finally {
      await generator.stop();
    }
  } finally {
    await running.stop();
  }
}
