import { type Unread, whyNot } from '../cluster-reading/reading.ts';
import type { Check, Context } from './checks/check.ts';
import { CHECKS } from './checks/table.ts';
import { type Finding, SEVERITIES } from './finding.ts';
import type { ClusterFacts, Snapshot } from './reading/snapshot.ts';

export type CheckState =
  | 'ok'
  | 'found'
  /** What it needs could not be read. */
  | 'not-checked'
  /** The cluster does not have what it is about. */
  | 'not-applicable';

export interface CheckResult {
  readonly check: string;
  readonly about: string;
  readonly state: CheckState;
  /** Why it was not checked, or not wholly. */
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
}

/** Runs every check on what was read. Pure: the same snapshot gives the same results. */
export const diagnose = (
  snapshot: Snapshot,
  context: Context,
  checks: readonly Check[] = CHECKS,
): readonly CheckResult[] => checks.map((check) => run(check, snapshot, context));

function run({ id, about, needs, uses, find }: Check, snapshot: Snapshot, context: Context): CheckResult {
  const unread = unreadOf(snapshot, needs);
  if (unread.length > 0) {
    const state = unread.some(({ kind }) => kind === 'missing') ? 'not-applicable' : 'not-checked';
    const reasons = [...unread, ...unreadOf(snapshot, uses).filter(({ kind }) => kind !== 'missing')];
    return { check: id, about, state, notes: [...new Set(reasons.map(whyNot))], findings: [] };
  }
  const findings = find(factsIn(snapshot, [...needs, ...uses]), context).toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
  const missing = unreadOf(snapshot, uses).filter(({ kind }) => kind === 'missing');
  if (findings.length === 0 && missing.length > 0) {
    // Nothing speaks against what is not there; that all is well with it would be saying too much.
    return { check: id, about, state: 'not-applicable', notes: missing.map(whyNot), findings };
  }
  const notes = new Set([...needs, ...uses].flatMap((fact) => gapsOf(snapshot, fact)));
  return { check: id, about, state: findings.length > 0 ? 'found' : 'ok', notes: [...notes], findings };
}

const unreadOf = (snapshot: Snapshot, facts: readonly (keyof ClusterFacts)[]): readonly Unread[] =>
  facts.flatMap((fact) => {
    const reading = snapshot[fact];
    return reading.kind === 'read' ? [] : [reading];
  });

const factsIn = (snapshot: Snapshot, names: readonly (keyof ClusterFacts)[]): Partial<ClusterFacts> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const reading = snapshot[name];
      return reading.kind === 'read' ? [[name, reading.value]] : [];
    }),
  );

/** What is missing in a reading, or that what would only have helped could not be read. */
function gapsOf(snapshot: Snapshot, fact: keyof ClusterFacts): readonly string[] {
  const reading = snapshot[fact];
  if (reading.kind === 'read') {
    return reading.gaps;
  }
  return reading.kind === 'missing' ? [] : [`not wholly checked: ${whyNot(reading)}`];
}
