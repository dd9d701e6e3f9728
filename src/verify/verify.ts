import type { Mode } from '../admission/mode.ts';
import type { DryRunAnswer } from '../cluster/dry-run.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import { PROGRAM } from '../decision/vocabulary.ts';
import type { SchedulerJudgement } from '../settings/scheduler-fit.ts';
import { type Cause, type Installation, likelyCause } from './cause.ts';
import { type Comparison, compare, outcomeOf } from './comparison.ts';
import { expectationOf } from './expectation.ts';
import { type ProbePod, probePods } from './probe-pods.ts';

/** One pod that was tried. */
export interface PodCheck extends Comparison {
  readonly name: ProbePod['name'];
  readonly title: string;
  readonly cause: Cause | undefined;
}

/** All that was found out in one round. */
export interface Verification {
  /** Whether pods come out as they should, and their scheduler is there. */
  readonly isPassed: boolean;
  readonly namespace: string;
  readonly scheduler: SchedulerJudgement;
  readonly checks: readonly PodCheck[];
}

export interface VerifyParts {
  readonly settings: DecisionSettings;
  readonly mode: Mode;
  readonly installation: Installation;
  /** Project that the namespace belongs to, and the pods name; where it belongs to none, they name one of our own. */
  readonly project: string | undefined;
  readonly tryPod: (pod: object) => Promise<DryRunAnswer>;
  readonly lookForSchedulers: () => Promise<SchedulerJudgement>;
}

/** No team is called so. */
export const OWN_PROJECT = `${PROGRAM}-verify`;

/** Tries each kind of pod once, and compares what comes with what the program's own core says. */
export async function verifyOnce(parts: VerifyParts): Promise<Verification> {
  const { settings, mode, installation, project, tryPod, lookForSchedulers } = parts;
  const { namespace } = installation;
  const scheduler = await lookForSchedulers();
  const checks: PodCheck[] = [];
  for (const { name, title, pod } of probePods(namespace, project ?? OWN_PROJECT)) {
    const expectation = expectationOf(pod, { name: namespace, project }, settings, mode);
    const outcome = outcomeOf(await tryPod(pod), settings);
    const comparison = compare(expectation, outcome);
    const cause = comparison.isMet ? undefined : likelyCause(expectation, outcome, installation);
    checks.push({ name, title, ...comparison, cause });
  }
  return {
    isPassed: scheduler.severity !== 'wrong' && checks.every(({ isMet }) => isMet),
    namespace,
    scheduler,
    checks,
  };
}
