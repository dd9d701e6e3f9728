/** What became of one pod of the corpus. */
export interface Finding {
  /** File, document and kind that the pod comes from. */
  readonly origin: string;
  readonly pod: string;
  /** What the webhook did: as in its logs, or `not-accepted` where the API server itself refuses the pod. */
  readonly outcome: string;
  readonly reason: string;
  readonly warnings: readonly string[];
  /** The refusal, of the webhook or of the API server. */
  readonly refusal?: string;
  /** What nobody can explain: each line is a fault of this program, or of this check. */
  readonly unexplained: readonly string[];
}

/** What was found in a corpus. */
export interface CorpusReport {
  readonly findings: readonly Finding[];
  /** Files that hold no Kubernetes objects, and objects without pods, each with why. */
  readonly passedOver: readonly string[];
}

/** The report for people: everything that happened, what is unexplained last. */
export function renderReport({ findings, passedOver }: CorpusReport): string {
  const lines = findings.flatMap((finding) => [
    `${finding.outcome.padEnd(12)} ${finding.reason.padEnd(22)} ${finding.pod}  (${finding.origin})`,
    ...finding.warnings.map((warning) => `             warning: ${warning}`),
    ...(finding.refusal === undefined ? [] : [`             refused: ${finding.refusal}`]),
  ]);
  const unexplained = findings.flatMap(({ origin, pod, unexplained: all }) =>
    all.map((line) => `UNEXPLAINED  ${pod} (${origin}): ${line}`),
  );
  const counts = Map.groupBy(findings, ({ outcome }) => outcome);
  const summary = [...counts].map(([outcome, all]) => `${all.length} ${outcome}`).join(', ');
  return [
    ...lines,
    ...passedOver.map((line) => `passed over  ${line}`),
    ...unexplained,
    `${findings.length} pods: ${summary === '' ? 'none' : summary}; ${unexplained.length} unexplained`,
  ].join('\n');
}
