import type { LoadSetting } from '../load/under-load.ts';
import type { SideBySide } from '../results.ts';
import type { Server } from '../servers/server.ts';
import type { RoundPlan } from './round-plan.ts';
import { runRounds } from './rounds.ts';
import { logShare, summarise, summariseServers } from './summary.ts';

/** Measures the servers in turns, and says what came out. */
export async function benchSideBySide(
  servers: readonly Server[],
  plan: RoundPlan,
  missing: SideBySide['missing'],
  setting: LoadSetting,
): Promise<SideBySide> {
  const rounds = await runRounds(servers, plan, setting);
  const sharedCores = 'reason' in setting.cores ? setting.cores.reason : undefined;
  return {
    sharedCores,
    loads: summarise(rounds, sharedCores === undefined),
    servers: summariseServers(rounds),
    logShare: logShare(rounds),
    missing,
  };
}
