/**
 * What became of a step of a release: carried out; only looked at, because it needs what this machine is not; not
 * possible here, for want of a program; left out by whoever asked; or failed.
 */
export type OutcomeKind = 'done' | 'linted' | 'missing' | 'left out' | 'failed';

export interface Outcome {
  readonly kind: OutcomeKind;
  /** What was done, or why it was not. */
  readonly about: string;
}

export interface Reported extends Outcome {
  readonly step: string;
}

export const done = (about: string): Outcome => ({ kind: 'done', about });
export const linted = (about: string): Outcome => ({ kind: 'linted', about });
export const missing = (about: string): Outcome => ({ kind: 'missing', about });
export const leftOut = (about: string): Outcome => ({ kind: 'left out', about });
export const failed = (about: string): Outcome => ({ kind: 'failed', about });

/** Done with this if nothing is wrong; otherwise failed with every sentence that says what is. */
export const judged = (problems: readonly string[], about: string, good = done): Outcome =>
  problems.length === 0 ? good(about) : failed(problems.join('\n'));

export function reportLine({ step, kind, about }: Reported): string {
  const [first = '', ...more] = about.split('\n');
  return [`${kind.padEnd(8)}  ${step.padEnd(12)}  ${first}`, ...more.map((line) => `${' '.repeat(24)}${line}`)].join(
    '\n',
  );
}

/** One line of counts, and whether a release could be made. Where all has to be proved, what is missing fails too. */
export function summary(
  reported: readonly Reported[],
  inCi: boolean,
): { readonly line: string; readonly exitCode: 0 | 1 } {
  const of = (kind: OutcomeKind): readonly string[] =>
    reported.filter((one) => one.kind === kind).map(({ step }) => step);
  const bad = [...of('failed'), ...(inCi ? of('missing') : [])];
  const named = (kind: OutcomeKind): readonly string[] =>
    of(kind).length === 0
      ? []
      : [`${of(kind).length} ${kind === 'linted' ? 'only linted' : kind} (${of(kind).join(', ')})`];
  const counts = [
    `${of('done').length} done`,
    ...named('linted'),
    ...named('left out'),
    ...named('missing'),
    ...named('failed'),
  ];
  return {
    line: `release-check: ${bad.length === 0 ? 'ok' : 'FAILED'}: ${counts.join(', ')}`,
    exitCode: bad.length === 0 ? 0 : 1,
  };
}
