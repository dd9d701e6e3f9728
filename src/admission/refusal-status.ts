import type { Refusal } from '../decision/decision.ts';
import { oneLine, shorten } from '../decision/values/text.ts';

/** The `status` of a refusal, a `metav1.Status`; what kubectl and a controller's events show. */
export interface RefusalStatus {
  readonly code: number;
  /** The API's own vocabulary (`metav1.StatusReason`), so that clients can tell the case. */
  readonly reason: 'Forbidden' | 'Invalid';
  readonly message: string;
}

/** Enough for every sensible value; a megabyte-long one must not come back as an event. */
const MAX_VALUE = 120;

export function refusalStatus(refusal: Refusal): RefusalStatus {
  return {
    code: refusal.code,
    reason: refusal.code === 403 ? 'Forbidden' : 'Invalid',
    message: refusalMessage(refusal),
  };
}

/** Names the reason, the field, the value, and what would be right. */
export function refusalMessage({ reason, field, value, problem, remedy }: Refusal): string {
  return oneLine(`${reason}: ${field} is "${shorten(value, MAX_VALUE)}", ${problem}; ${remedy}`);
}
