import type { Decision } from '../decision/decision.ts';
import { describeAmount } from '../decision/values/gpu-amount.ts';
import type { Verdict } from './verdict.ts';
import { renderWarning, renderWarnings } from './warnings.ts';

/** Whether decisions are carried out, or only told. */
export const MODES = ['enforce', 'audit'] as const;

export type Mode = (typeof MODES)[number];

/**
 * What a person is told in audit mode: first what would become of the pod, then what would be warned about. A fault of
 * ours is said as ever, since it changes nothing in either mode.
 */
export function auditWarnings({ outcome, decision, warnings }: Verdict): readonly string[] {
  if (decision === undefined) {
    return warnings;
  }
  const told = renderWarnings(decision.warnings, 'audit: would warn: ');
  if (decision.kind === 'refuse') {
    const { reason, refusal } = decision;
    return [...renderWarnings([{ reason, refusal }], 'audit: would refuse: '), ...told];
  }
  return outcome === 'mutated'
    ? [renderWarning((brief) => `audit: would patch: ${changesOf(decision, brief)}`), ...told]
    : told;
}

function changesOf(decision: Decision, brief: (value: string) => string): string {
  const { reason } = decision;
  if (decision.kind !== 'route') {
    return reason;
  }
  const { project, gpu } = decision;
  return [
    reason,
    ...(project === undefined ? [] : [`project ${brief(project.value)}`]),
    ...(gpu.kind === 'asked' ? [`${describeAmount(gpu.amount)} for ${brief(gpu.container)}`] : []),
  ].join(', ');
}
