import { DECISION_ANNOTATION, PROGRAM } from '../decision/vocabulary.ts';
import type { Verdict } from './verdict.ts';
import { renderWarnings } from './warnings.ts';

/** Whether decisions are carried out, or only told. */
export type Mode = 'enforce' | 'audit';

/**
 * What a person is told in audit mode: first what would become of the pod, then what would be warned about. A fault of
 * ours is said as ever, since it changes nothing in either mode.
 */
export function auditWarnings({ outcome, reason, decision, patch, warnings }: Verdict): readonly string[] {
  if (decision === undefined) {
    return warnings;
  }
  const told = renderWarnings(decision.warnings, 'audit: would warn: ');
  if (decision.kind === 'refuse') {
    return [
      ...renderWarnings([{ reason: decision.reason, refusal: decision.refusal }], 'audit: would refuse: '),
      ...told,
    ];
  }
  const changes = patch.filter(({ path }) => !path.endsWith(ESCAPED_DECISION)).length;
  return outcome === 'mutated' ? [`${PROGRAM}: audit: would patch: ${reason}, ${changes} changes`, ...told] : told;
}

const ESCAPED_DECISION = DECISION_ANNOTATION.replaceAll('/', '~1');
