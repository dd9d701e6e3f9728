import type { LeaveAlone, Route } from '../decision/decision.ts';
import { describeAmount } from '../decision/gpu-amount.ts';
import { sentenceOf } from '../decision/note.ts';
import { oneLine, shorten } from '../decision/one-line.ts';
import { describePlace } from '../decision/place.ts';
import { REASONS } from '../decision/reasons.ts';

/** Longer values tell a person nothing more; the whole annotation map of a pod may hold 256 KiB. */
const MAX_LENGTH = 1000;

const inFull = (value: string): string => value;

/** One line for people on the pod: outcome, reason, where each value came from, and what is still missing. */
export function describeDecision(decision: Route | LeaveAlone): string {
  const line =
    decision.kind === 'route'
      ? describeRoute(decision)
      : `left alone (${decision.reason}): ${REASONS[decision.reason].sentence}`;
  return oneLine(shorten(line, MAX_LENGTH));
}

function describeRoute({ reason, project, gpu, notes }: Route): string {
  const parts = [
    project === undefined ? 'no project named' : `project ${project.value} from ${describePlace(project.place)}`,
    ...(gpu.kind === 'asked'
      ? [`${describeAmount(gpu.amount)} from ${describePlace(gpu.place)}, for container ${gpu.container}`]
      : []),
    ...notes.map((note) => `${note.reason}: ${sentenceOf(note, inFull)}`),
  ];
  return `routed (${reason}): ${parts.join('; ')}`;
}
