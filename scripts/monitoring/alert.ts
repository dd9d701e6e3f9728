/** What people may want to set otherwise, as the chart’s values `prometheusRule.thresholds`, and its default. */
export const THRESHOLDS = {
  latencySeconds: { value: 0.25, means: 'A review takes too long above this, at the 99th percentile.' },
  certificateLifeLeft: {
    value: 0.15,
    means:
      'Part of its life at which a certificate should have been renewed. Below the part that your issuer renews at.',
  },
  staleSeconds: {
    value: 300,
    means: 'How long nothing may be heard of a kind that is watched; 75 s is everyday life.',
  },
  refusals: { value: 20, means: 'As few refused pods in a quarter of an hour are no jump.' },
} as const satisfies Readonly<Record<string, { readonly value: number; readonly means: string }>>;

export type ThresholdName = keyof typeof THRESHOLDS;

/** What the chart puts in place of `$(name)` in an expression. */
export type Placeholder = ThresholdName | 'namespace' | 'deployment';

export const placeholder = (name: Placeholder): string => `$(${name})`;

export type Severity =
  /** Pods are being lost now; somebody has to get up. */
  | 'critical'
  /** Somebody has to look at it in working hours. */
  | 'warning'
  /** It is good to know. */
  | 'info';

export interface Alert {
  readonly name: `GpuFractionWebhook${string}`;
  readonly severity: Severity;
  /** Has a value also while all is well, so that one can look at it before it is too late; a test sees to that. */
  readonly query: string;
  readonly is: '>' | '<' | '==';
  readonly threshold: number | ThresholdName;
  /** Only where this holds as well, of the same labels. */
  readonly and?: { readonly query: string; readonly is: '>' | '<'; readonly threshold: string };
  /** How long it has to hold; at once where it is left out. */
  readonly for?: string;
  /** In one line, what is wrong. */
  readonly summary: string;
  /** With labels and value, as Prometheus’ templates have them. */
  readonly description: string;
}

/** The whole expression of an alert, with placeholders where the chart knows better. */
export function expressionOf({ query, is, threshold, and }: Alert): string {
  const limit = typeof threshold === 'number' ? threshold : placeholder(threshold);
  const fires = `(${query}) ${is} ${limit}`;
  return and === undefined ? fires : `(${fires}) and (${and.query}) ${and.is} (${and.threshold})`;
}
