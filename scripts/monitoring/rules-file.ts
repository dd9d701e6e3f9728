import { stringify } from 'yaml';
import { expressionOf } from './alert.ts';
import { ALERTS } from './alerts/table.ts';

/** The text of the chart’s `files/alerts.yaml`: rules as Prometheus has them, with placeholders for what values say. */
export function rulesFile(): string {
  const rules = ALERTS.map((alert) => ({
    alert: alert.name,
    expr: expressionOf(alert),
    ...(alert.for !== undefined && { for: alert.for }),
    labels: { severity: alert.severity },
    annotations: { summary: alert.summary, description: alert.description },
  }));
  return `# Written by \`make docs\` from scripts/monitoring/alerts/; do not edit.\n${stringify({ rules }, { lineWidth: 0 })}`;
}
