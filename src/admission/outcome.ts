/** What became of a pod; the first word of logs, metrics, audit annotations and command output. */
export const OUTCOMES = [
  // Allowed, with a patch.
  'mutated',
  // Routed, and nothing was missing.
  'unchanged',
  // Left alone or out of scope.
  'skipped',
  // Refused.
  'denied',
  // Our own fault; allowed as it came.
  'error',
] as const;

export type Outcome = (typeof OUTCOMES)[number];
