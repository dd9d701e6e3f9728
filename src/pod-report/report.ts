import type { Outcome } from '../admission/outcome.ts';
import type { Reason } from '../decision/reasons.ts';
import { type AtCreation, atCreation } from './at-creation.ts';
import { decideNow } from './decision-now.ts';
import type { PodStory } from './story.ts';
import type { Wait } from './wait.ts';
import { type PodState, stateOf, waitsOf } from './waits.ts';

/** What is said about one pod; `-o json` prints it as it is. */
export interface PodReport {
  readonly name: string;
  readonly namespace: string;
  /** From the top down, such as `Notebook lab`, `StatefulSet lab`. */
  readonly owners: readonly string[];
  readonly state: PodState;
  /** As Kubernetes says it. */
  readonly phase: string;
  readonly node: string | null;
  readonly scheduler: string;
  readonly ageSeconds: number;
  readonly queue: string | null;
  readonly atCreation: AtCreation;
  readonly now: {
    readonly outcome: Outcome;
    readonly reason: Reason;
    readonly text: string;
    readonly warnings: readonly string[];
    readonly differences: readonly string[];
    readonly unsure: readonly string[];
  };
  readonly waits: readonly Wait[];
  /** What could not be read, and what is said without it. */
  readonly notes: readonly string[];
}

export function reportPod(story: PodStory, notes: readonly string[] = []): PodReport {
  const { pod, owners, podGroup } = story;
  const now = decideNow(story);
  const creation = atCreation(story, now);
  const { outcome, reason, warnings } = now.verdict;
  return {
    name: pod.metadata.name ?? '',
    namespace: pod.metadata.namespace ?? 'default',
    owners: owners.map(({ kind, name }) => `${kind} ${name}`).reverse(),
    state: stateOf(pod),
    phase: pod.status?.phase ?? 'Unknown',
    node: pod.spec.nodeName || null,
    scheduler: pod.spec.schedulerName ?? '',
    ageSeconds: Math.max(0, Math.round((story.now - Date.parse(pod.metadata.creationTimestamp ?? '')) / 1000)) || 0,
    queue: podGroup?.kind === 'read' ? podGroup.value.queue : null,
    atCreation: creation,
    now: { outcome, reason, warnings, text: now.text, differences: now.differences, unsure: now.unsure },
    waits: waitsOf(story, creation),
    notes,
  };
}

/** Whether somebody has to do something, or to wait. */
export const isTroubled = ({ waits, atCreation: { kind }, state }: PodReport): boolean =>
  waits.length > 0 || (kind === 'not-patched' && state !== 'finished' && state !== 'ending');
