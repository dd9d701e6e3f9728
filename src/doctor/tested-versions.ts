/** The first and the last version that something was tried with, as `1.30`; between them it is expected to work. */
export interface TestedRange {
  readonly oldest: string;
  readonly newest: string;
}

/**
 * What this version of the program was tested with, for whoever has no repository at hand. A test holds it equal to the files
 * that the tests take their versions from (`scripts/docs/tested-versions.ts`).
 */
export const TESTED_VERSIONS = {
  kubernetes: { oldest: '1.30', newest: '1.37' },
  // Builds of KAI's main branch are tested, and this is the version before it.
  kai: { oldest: '0.13', newest: '0.17' },
  // On none; below it the annotation for the container is not read.
  runai: { oldest: '2.24', newest: '3.0' },
  notebooks: { oldest: '1.0', newest: '1.10' },
  trainingOperator: { oldest: '1.0', newest: '1.9' },
  kuberay: { oldest: '1.0', newest: '1.5' },
  argo: { oldest: '3.0', newest: '3.7' },
} as const satisfies Readonly<Record<string, TestedRange>>;

/** Commit of the KAI that is tested; where it changes, the range above may have to. */
export const TESTED_KAI_COMMIT = 'd5bc503a';
