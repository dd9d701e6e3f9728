import type { LoadResult } from '../load/task.ts';
import { type LoadSetting, underLoad } from '../load/under-load.ts';
import type { ProcessMemory } from '../machine/process-memory.ts';
import type { Server, ServerId } from '../servers/server.ts';
import type { Load, LoadStep, RoundPlan } from './round-plan.ts';

/** One server in one round. */
export interface Round {
  readonly round: number;
  readonly server: ServerId;
  readonly startMillis: number;
  readonly ready: ProcessMemory;
  readonly loads: readonly { readonly load: Load; readonly result: LoadResult }[];
  readonly afterLoad: ProcessMemory;
}

/**
 * Measures servers in turns, each round in a new process: a busy moment of the machine falls on all of them, and so does
 * the luck of where a process lies in memory. Every other round goes the other way round.
 */
export async function runRounds(
  servers: readonly Server[],
  plan: RoundPlan,
  setting: LoadSetting,
): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
      const steps = plan.loadsOf(server.id, round);
      if (steps.length > 0) {
        setting.say(`round ${round + 1} of ${plan.rounds}: ${server.title}`);
        rounds.push({ round, ...(await measure(server, steps, plan.warmUpSeconds, setting)) });
      }
    }
  }
  return rounds;
}

function measure(
  server: Server,
  steps: readonly LoadStep[],
  warmUpSeconds: number,
  setting: LoadSetting,
): Promise<Omit<Round, 'round'>> {
  return underLoad(server, setting, async (running, generator) => {
    const ready = running.memory();
    // Node.js takes some ten thousand requests until it has compiled all that it is going to.
    await generator.run({ seconds: warmUpSeconds });
    const loads: { load: Load; result: LoadResult }[] = [];
    for (const { load, seconds } of steps) {
      const result = await generator.run(load === 'closed loop' ? { seconds } : { rate: load, seconds });
      loads.push({ load, result });
    }
    return { server: server.id, startMillis: running.startMillis, ready, loads, afterLoad: running.memory() };
  });
}
