import type { Plan } from '../plan.ts';
import type { SideBySide } from '../results.ts';
import type { Server } from '../servers/server.ts';
import { roundPlan } from './round-plan.ts';
import { type RoundSetting, runRounds } from './rounds.ts';
import { summarise, summariseServers } from './summary.ts';

/** Measures the servers in turns, and says what came out. */
export async function benchSideBySide(
  plan: Plan,
  servers: readonly Server[],
  missing: SideBySide['missing'],
  setting: RoundSetting,
): Promise<SideBySide> {
  const rounds = await runRounds(servers, roundPlan(plan), setting);
  const sharedCores = 'reason' in setting.cores ? setting.cores.reason : undefined;
  return {
    sharedCores,
    loads: summarise(rounds, sharedCores === undefined),
    servers: summariseServers(rounds),
    missing,
  };
}
