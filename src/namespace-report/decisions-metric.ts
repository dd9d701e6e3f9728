import { OUTCOMES, type Outcome } from '../admission/outcome.ts';

/** Decisions of all replicas since they were started, by outcome and reason. */
export type DecisionCounts = Readonly<Record<Outcome, ReadonlyMap<string, number>>>;

const LINE = /^gpu_fraction_webhook_decisions_total\{([^}]*)\} (\S+)$/gm;

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
    for (const [, labels = '', value = ''] of exposition.matchAll(LINE)) {
      const outcome = OUTCOMES.find((one) => one === labelIn(labels, 'outcome'));
      const reason = labelIn(labels, 'reason');
      const count = Number(value);
      if (outcome !== undefined && reason !== undefined && count > 0) {
        counts[outcome].set(reason, (counts[outcome].get(reason) ?? 0) + count);
      }
    }
  }
  return counts;
}

const labelIn = (labels: string, name: string): string | undefined =>
  new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1];

export const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);
