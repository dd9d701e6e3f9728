import type { Refusal } from '../decision/refusal.ts';
import { oneLine, shorten } from '../decision/values/text.ts';

/** The `status` of a refusal, a `metav1.Status`; what kubectl and a controller's events show. */
export interface RefusalStatus {
  readonly code: number;
  /** The API's own vocabulary (`metav1.StatusReason`), so that clients can tell the case. */
  readonly reason: 'Forbidden' | 'Invalid';
  readonly message: string;
}

/** Enough for every sensible value. Nothing limits a name or a value before admission, and events hold 1024 bytes. */
const MAX_VALUE = 120;
const MAX_FIELD = 200;
const MAX_PROBLEM = 330;
const MAX_REMEDY = 330;

export function refusalStatus(refusal: Refusal): RefusalStatus {
  return {
    code: refusal.code,
    reason: refusal.code === 403 ? 'Forbidden' : 'Invalid',
    message: refusalMessage(refusal),
  };
}

/** Names the reason, the field, the value, and what would be right. */
export function refusalMessage({ reason, field, value, problem, remedy }: Refusal): string {
  const parts = [
    `${reason}: ${shorten(field, MAX_FIELD)} is "${shorten(value, MAX_VALUE)}"`,
    `${shorten(problem, MAX_PROBLEM)}; ${shorten(remedy, MAX_REMEDY)}`,
  ];
  return oneLine(parts.join(', '));
}
