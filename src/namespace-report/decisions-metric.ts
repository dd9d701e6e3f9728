import { OUTCOMES, type Outcome } from '../admission/outcome.ts';
import { readSamples } from '../cluster-reading/metrics-text.ts';

/** Decisions of all replicas since they were started, by outcome and reason. */
export type DecisionCounts = Readonly<Record<Outcome, ReadonlyMap<string, number>>>;

const DECISIONS = 'gpu_fraction_webhook_decisions_total';

/**
 * The decisions in metrics as the replicas expose them, added up. They know no namespaces: a label for those would grow
 * with the cluster.
 */
export function countDecisions(expositions: readonly string[]): DecisionCounts {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, new Map<string, number>()])) as Record<
    Outcome,
    Map<string, number>
  >;
  for (const exposition of expositions) {
    for (const { name, labels, value } of readSamples(exposition)) {
      const outcome = OUTCOMES.find((one) => one === labels['outcome']);
      const reason = labels['reason'];
      if (name === DECISIONS && outcome !== undefined && reason !== undefined && value > 0) {
        counts[outcome].set(reason, (counts[outcome].get(reason) ?? 0) + value);
      }
    }
  }
  return counts;
}

export const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);
