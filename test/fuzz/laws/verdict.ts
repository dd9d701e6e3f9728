import { refusalIn, type Verdict } from '../../../src/admission/verdict.ts';
import type { DecisionSettings } from '../../../src/decision/settings.ts';
import { Finding } from '../fuzz-target.ts';
import { haveGoodNames } from './container-names.ts';
import { checkPatch } from './patch.ts';

/**
 * What must hold of a decision and its patch, where no server is in between.
 *
 * @param judgeAgain decides about the pod after the patch
 * @throws Finding
 */
export function checkVerdict(
  before: unknown,
  verdict: Verdict,
  settings: DecisionSettings,
  judgeAgain: (pod: unknown) => Verdict,
): void {
  const { outcome, reason, patch, warnings } = verdict;
  const wrong = (what: string): never => {
    throw new Finding(`${what}: ${outcome} (${reason}), patch ${JSON.stringify(patch)}`);
  };
  if (reason === 'internal-error') {
    throw verdict.error;
  }
  if ((outcome === 'mutated') !== patch.length > 0) {
    wrong('an outcome that does not fit the patch');
  }
  if (warnings.some((line) => line.length > 120 || /\p{Cc}/u.test(line) || !line.isWellFormed())) {
    wrong(`a warning that is no line: ${JSON.stringify(warnings)}`);
  }
  if (patch.length === 0) {
    return;
  }
  const after = checkPatch(before, patch, settings);
  if (!haveGoodNames(after)) {
    return;
  }
  const again = judgeAgain(after);
  if (again.patch.length > 0 || refusalIn(again) !== undefined) {
    wrong(`looked at a second time it is ${again.outcome} (${again.reason}), patch ${JSON.stringify(again.patch)}`);
  }
}
