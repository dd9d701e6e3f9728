/** Something without which no request can be answered well. */
export interface ReadinessCheck {
  readonly name: string;
  /** Why not, for people; `undefined` if all is well. Asked every few seconds, so it must be cheap. */
  problem(): string | undefined;
}

/** One line for each check that fails, such as `certificate: expired`. */
export function problemsOf(checks: readonly ReadinessCheck[]): readonly string[] {
  return checks.flatMap((check) => {
    const problem = check.problem();
    return problem === undefined ? [] : [`${check.name}: ${problem}`];
  });
}
