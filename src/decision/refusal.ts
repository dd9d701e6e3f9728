import type { RefusalReason } from './reasons.ts';

/** Why a pod must not be created as it is; rendered as the `status` of the answer. */
export interface Refusal {
  /** HTTP status: 403 for a question of quota, 422 for a value. */
  readonly code: 403 | 422;
  readonly reason: RefusalReason;
  /** Where it stands, such as `annotation gpu-fraction`. */
  readonly field: string;
  readonly value: string;
  /** What is wrong with it; completes "<field> is <value>, ". */
  readonly problem: string;
  /** What would be right; an imperative. */
  readonly remedy: string;
}
