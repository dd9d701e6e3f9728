import type { Release } from '../../cluster-reading/release.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Finding } from '../finding.ts';
import type { ClusterFacts } from '../reading/snapshot.ts';

/** What a check knows beside what was read. */
export interface Context {
  readonly settings: Settings;
  readonly release: Release | undefined;
  readonly now: Date;
}

/** One check: from what was read to what was found, and nothing else. */
export interface Check {
  /** For people, and in `-o json`; it never changes. */
  readonly id: string;
  /** What is checked, as the page has it. */
  readonly about: string;
  /** Without any of these it says nothing. */
  readonly needs: readonly (keyof ClusterFacts)[];
  /** Taken where it can be had. */
  readonly uses: readonly (keyof ClusterFacts)[];
  find(facts: Partial<ClusterFacts>, context: Context): readonly Finding[];
}

interface CheckOf<Needed extends keyof ClusterFacts, Used extends keyof ClusterFacts> {
  readonly id: string;
  readonly about: string;
  readonly needs: readonly Needed[];
  readonly uses?: readonly Used[];
  find(facts: Pick<ClusterFacts, Needed> & Partial<Pick<ClusterFacts, Used>>, context: Context): readonly Finding[];
}

/** A check whose function sees what it says that it needs, and nothing more. */
export function check<Needed extends keyof ClusterFacts, Used extends keyof ClusterFacts = never>({
  find,
  uses = [],
  ...parts
}: CheckOf<Needed, Used>): Check {
  // Whoever runs it gives what it needs, or does not run it.
  return { ...parts, uses, find: (facts, context) => find(facts as Parameters<typeof find>[0], context) };
}
