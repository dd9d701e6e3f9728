import type { LeaveAlone, Route } from '../decision/decision.ts';
import { REASONS } from '../decision/reasons.ts';
import { describeSource } from '../decision/source.ts';
import { describeAmount } from '../decision/values/gpu-amount.ts';
import { oneLine, shorten } from '../decision/values/text.ts';
import { sentenceOf } from '../decision/warning.ts';

/** Longer tells a person nothing more; the whole annotation map of a pod may hold 256 KiB. */
const MAX_LENGTH = 1000;

/** A typed value, which nothing limits before admission. */
const brief = (value: string): string => shorten(value, 120);

/** One line for people on the pod: outcome, reason, where each value came from, and what is still missing. */
export function describeDecision(decision: Route | LeaveAlone): string {
  const line =
    decision.kind === 'route'
      ? describeRoute(decision)
      : `left alone (${decision.reason}): ${REASONS[decision.reason].sentence}`;
  return oneLine(shorten(line, MAX_LENGTH));
}

function describeRoute({ reason, project, ownerQueue, gpu, warnings }: Route): string {
  const queue =
    ownerQueue?.source.kind === 'gang-owner'
      ? `queue ${brief(ownerQueue.value)}, from ${ownerQueue.source.owner}`
      : undefined;
  const parts: string[] = [];
  if (project !== undefined) {
    parts.push(`project ${brief(project.value)} from ${describeSource(project.source)}`);
  } else if (queue === undefined) {
    parts.push('no project named');
  }
  if (queue !== undefined) {
    parts.push(queue);
  }
  if (gpu.kind === 'asked') {
    parts.push(`${describeAmount(gpu.amount)} from ${describeSource(gpu.source)}, for container ${gpu.container}`);
  }
  for (const warning of warnings) {
    parts.push(`${warning.reason}: ${sentenceOf(warning, brief)}`);
  }
  return `routed (${reason}): ${parts.join('; ')}`;
}
