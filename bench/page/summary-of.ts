import type { SideBySide } from '../results.ts';
import type { ServerId } from '../servers/server.ts';
import type { Load } from '../side-by-side/round-plan.ts';
import type { LoadSummary } from '../side-by-side/summary.ts';

/** What was measured of a server under a load, if it was. */
export function summaryOf({ loads }: SideBySide, server: ServerId, load: Load): LoadSummary | undefined {
  return loads.find((each) => each.server === server && each.load === load);
}
