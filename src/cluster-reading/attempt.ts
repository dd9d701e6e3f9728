import { type ApiError, type ApiProblem, asApiError } from '../cluster/api-error.ts';
import { type MissingRule, ruleOf } from '../cluster/permissions.ts';
import { unusable } from '../cluster/unusable.ts';
import { failed, type Reading } from './reading.ts';

/** The error with which all ends, where a failure is no answer; `undefined` where it is one. */
export type GiveUp = (problem: ApiError, what: string) => Error | undefined;

/**
 * Runs a request and takes its failure for an answer.
 *
 * @param what names in messages what was asked for
 */
export async function attempt<T>(
  what: string,
  rule: MissingRule,
  request: () => Promise<Reading<T>>,
  giveUp: GiveUp = () => undefined,
): Promise<Reading<T>> {
  try {
    return await request();
  } catch (error) {
    const problem = asApiError(error);
    // A fault of this program's own has a cause, and is none of the cluster.
    const end = giveUp(problem, what) ?? problem.cause;
    if (end !== undefined) {
      throw end;
    }
    switch (problem.problem) {
      case 'forbidden':
        return { kind: 'forbidden', what, rules: [ruleOf(rule)] };
      case 'missing':
        return { kind: 'missing', what };
      default:
        return failed(`${what} cannot be read: ${problem.message}`);
    }
  }
}

/** All ends with a sentence that says what to do, but for the problems that are answers. */
export const usableBut =
  (server: string, ...answers: readonly ApiProblem[]): GiveUp =>
  (problem) =>
    answers.includes(problem.problem) || problem.cause !== undefined ? undefined : unusable(server, problem);
