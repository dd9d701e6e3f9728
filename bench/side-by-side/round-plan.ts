import type { Plan } from '../plan.ts';
import type { RoundPlan } from './rounds.ts';

/** Few requests come at a low rate, and a percentile needs many. */
const RATES = [
  { load: 50, seconds: 8, quickSeconds: 2 },
  { load: 200, seconds: 5, quickSeconds: 1 },
  { load: 1000, seconds: 3, quickSeconds: 1 },
] as const;

/** What each server goes through. The closed loop comes last, since it leaves the most behind. */
export function roundPlan({ parts, rounds, isQuick }: Plan): RoundPlan {
  const rates = RATES.map(({ load, seconds, quickSeconds }) => ({ load, seconds: isQuick ? quickSeconds : seconds }));
  const closedLoop = { load: 'closed loop', seconds: isQuick ? 1 : 2 } as const;
  return {
    rounds,
    warmUpSeconds: isQuick ? 2 : 4,
    loads: [...(parts.has('fixed-rates') ? rates : []), ...(parts.has('closed-loop') ? [closedLoop] : [])],
  };
}
