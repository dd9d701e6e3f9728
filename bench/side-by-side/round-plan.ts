import type { Plan } from '../plan.ts';
import type { ServerId } from '../servers/server.ts';

/** Requests a second, or as fast as answers come. */
export type Load = number | 'closed loop';

/** One load, and how long. */
export interface LoadStep {
  readonly load: Load;
  readonly seconds: number;
}

/** What servers go through. */
export interface RoundPlan {
  readonly rounds: number;
  readonly warmUpSeconds: number;
  /** The loads of one server in one round, the first being 0; none where it sits that round out. */
  loadsOf(server: ServerId, round: number): readonly LoadStep[];
}

/** Few requests come at a low rate, and a percentile needs many. */
const RATES = [
  { load: 50, seconds: 5, quickSeconds: 2 },
  { load: 200, seconds: 3, quickSeconds: 1 },
  { load: 1000, seconds: 2, quickSeconds: 1 },
] as const;

/** Those that are held against each other to some per cent; the others are shown for how far off they are. */
const CLOSE: readonly ServerId[] = ['floor', 'floor-again', 'ours', 'ours-silent'];

/** Every so many rounds the others take part too: all in all rounds would take an hour. */
const OTHERS_EVERY = 4;

/** What each server goes through. The closed loop comes last, since it leaves the most behind. */
export function roundPlan({ parts, servers, rounds, isQuick, isWhole }: Plan): RoundPlan {
  const rates = RATES.map(({ load, seconds, quickSeconds }) => ({ load, seconds: isQuick ? quickSeconds : seconds }));
  const closedLoop = { load: 'closed loop', seconds: isQuick ? 1 : 2 } as const;
  const all = [...(parts.has('fixed-rates') ? rates : []), ...(parts.has('closed-loop') ? [closedLoop] : [])];
  return {
    rounds,
    warmUpSeconds: isQuick ? 2 : 3,
    loadsOf: (server, round) => {
      if (!servers.includes(server) || (isWhole && !CLOSE.includes(server) && round % OTHERS_EVERY > 0)) {
        return [];
      }
      // What the log costs is asked of it in the closed loop alone.
      return server === 'ours-silent' ? all.filter(({ load }) => load === 'closed loop') : all;
    },
  };
}
