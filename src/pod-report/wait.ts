/*
 * The closed list of what a pod can wait for. `docs/why.md` has a row for each word, which also stands in `-o json`.
 */

export const WAIT_CAUSES = [
  // Nobody has sent it to the scheduler.
  'not-patched',
  // It was sent, and cannot be queued.
  'no-scheduler',
  'scheduling-gate',
  'pod-group-refused',
  'no-pod-group',
  'queue-missing',
  'parent-queue-missing',
  'queue-not-leaf',
  // It is queued.
  'over-quota',
  'over-limit',
  'gang-incomplete',
  'gang-divided',
  'preemption-delay',
  'no-node-fits',
  'resources-being-freed',
  'scheduler-says',
  'nothing-said',
  // It has a node.
  'gpu-reservation',
  'binding-failed',
  'binding',
  'image',
  'volume',
  'sandbox',
  'container-config',
  'container-crashes',
  'container-starts',
  'not-ready',
] as const;

export type WaitCause = (typeof WAIT_CAUSES)[number];

/** One thing that a pod waits for. */
export interface Wait {
  readonly cause: WaitCause;
  /** A clause that completes "It waits: ". */
  readonly sentence: string;
  /** What the cluster itself says, word for word. */
  readonly said: string | undefined;
  /** What to do; absent where waiting is all there is to do. */
  readonly remedy: string | undefined;
}

export const wait = (cause: WaitCause, sentence: string, remedy?: string, said?: string): Wait => ({
  cause,
  sentence,
  remedy,
  said,
});
