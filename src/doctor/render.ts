import type { Release } from '../cluster-reading/release.ts';
import { oneLine } from '../decision/values/text.ts';
import type { ReportFormat } from '../verify/report-format.ts';
import type { CheckResult } from './diagnose.ts';
import { counted, type Finding } from './finding.ts';
import { groupBy } from './group-by.ts';

/** What a diagnosis is of, and what came of it. */
export interface Diagnosis {
  /** Address of the API server. */
  readonly cluster: string;
  /** Version of Kubernetes, if it could be read. */
  readonly kubernetes: string | undefined;
  readonly release: Release | undefined;
  /** Where the settings come from, for people. */
  readonly settingsFrom: string;
  readonly mode: 'enforce' | 'audit';
  /** On the choice of the release and its settings. */
  readonly notes: readonly string[];
  readonly results: readonly CheckResult[];
}

export const findingsIn = ({ results }: Diagnosis): readonly (Finding & { readonly check: string })[] =>
  results.flatMap(({ check, findings }) => findings.map((finding) => ({ check, ...finding })));

export function renderDiagnosis(diagnosis: Diagnosis, format: ReportFormat): string {
  return format === 'json' ? `${JSON.stringify(asJson(diagnosis), null, 2)}\n` : renderText(diagnosis);
}

/** The shape that docs/doctor.md promises. */
const asJson = (diagnosis: Diagnosis) => ({
  cluster: diagnosis.cluster,
  kubernetes: diagnosis.kubernetes ?? null,
  release:
    diagnosis.release === undefined
      ? null
      : { namespace: diagnosis.release.namespace, name: diagnosis.release.instance },
  settings: diagnosis.settingsFrom,
  mode: diagnosis.mode,
  notes: diagnosis.notes,
  findings: findingsIn(diagnosis).map(({ check, severity, object, problem, why, command }) => ({
    check,
    severity,
    object,
    problem,
    why,
    command,
  })),
  checks: diagnosis.results.map(({ check, state, notes, findings }) => ({
    check,
    state,
    notes,
    findings: findings.length,
  })),
});

function renderText(diagnosis: Diagnosis): string {
  const { cluster, kubernetes, release, settingsFrom, mode, notes, results } = diagnosis;
  const lines = [
    `cluster  ${cluster}${kubernetes === undefined ? '' : `, Kubernetes ${kubernetes}`}`,
    `release  ${release === undefined ? 'none was found' : `${release.instance} in namespace ${release.namespace}`}, mode ${mode}, settings from ${settingsFrom}`,
    ...notes.map((note) => `${word('note')}${note}`),
    ...results.flatMap(describe),
    summary(diagnosis),
  ];
  // Names and messages of others are in it; nothing in them may steer a terminal.
  return `${lines.map(oneLine).join('\n')}\n`;
}

const WORDS = { ok: 'ok', 'not-checked': 'unknown', 'not-applicable': 'none', found: '' } as const;

function describe({ check, about, state, notes, findings }: CheckResult): readonly string[] {
  const heading = state === 'found' ? [] : [`${word(WORDS[state])}${check}: ${about}`];
  const groups = groupBy(findings, ({ severity, why, problem, alike = problem }) => [severity, why, alike].join('\n'));
  return [
    ...heading,
    ...[...groups.values()].flatMap((group) => describeAlike(check, group)),
    ...notes.map((note) => `${word('')}note   ${note}`),
  ];
}

/** Findings that say the same of different objects: a cluster has hundreds of namespaces. */
const MOST_ALIKE = 5;
const MOST_NAMES = 10;

function describeAlike(check: string, group: readonly Finding[]): readonly string[] {
  const more = group.slice(MOST_ALIKE);
  const names = more.slice(0, MOST_NAMES).map(({ object }) => object);
  const [first] = more;
  return [
    ...group
      .slice(0, MOST_ALIKE)
      .flatMap((finding) => [
        `${word(finding.severity)}${check}: ${finding.object} ${finding.problem}`,
        `${word('')}why    ${finding.why}`,
        `${word('')}do     ${finding.command}`,
      ]),
    ...(first === undefined
      ? []
      : [
          `${word(first.severity)}${check}: and ${more.length} more: ${names.join(', ')}${more.length > names.length ? ', ...' : ''}; doctor -o json lists them`,
        ]),
  ];
}

const word = (text: string): string => text.padEnd(9);

function summary(diagnosis: Diagnosis): string {
  const findings = findingsIn(diagnosis);
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length;
  const unknown = diagnosis.results.filter(({ state }) => state === 'not-checked').length;
  const found = [
    counted(count('error'), 'error'),
    counted(count('warning'), 'warning'),
    `${count('info')} for information`,
  ].join(', ');
  return `${diagnosis.results.length} checks: ${found}${unknown === 0 ? '' : `; ${unknown} could not be made`}`;
}
