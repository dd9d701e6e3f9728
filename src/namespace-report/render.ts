import type { Mode } from '../admission/mode.ts';
import { oneLine } from '../decision/values/text.ts';
import { isNotable, type NamespaceRow, type NamespacesReport, type ReplicaCounts } from './report.ts';

/** As `kubectl get` prints: columns under capitals, and below them what the columns cannot say. */
export function renderNamespaces(report: NamespacesReport, all: boolean): string {
  const { mode, namespaces, replicas, notes } = report;
  const shown = all ? namespaces : namespaces.filter(isNotable);
  const hidden = namespaces.length - shown.length;
  const lines = [
    ...(shown.length === 0 ? [] : table([HEADERS[mode], ...shown.map((row) => cells(row, mode))])),
    ...(hidden === 0 ? [] : [`not listed: ${hidden} that did not opt in, and in which no pod asks (--all lists them)`]),
    ...(mode === 'audit' ? [AUDIT] : []),
    ...describeReplicas(replicas, mode),
    ...notes.map((note) => `note: ${note}`),
  ];
  return `${lines.map((line) => oneLine(line).trimEnd()).join('\n')}\n`;
}

const AUDIT =
  'mode: audit. Nothing is patched or refused: these pods are there as they came, and would be once mode is enforce.';

const HEADERS: Readonly<Record<Mode, readonly string[]>> = {
  enforce: ['NAMESPACE', 'OPT-IN', 'PROJECT', 'PODS', 'ROUTED', 'REFUSED', 'MISSED'],
  audit: ['NAMESPACE', 'OPT-IN', 'PROJECT', 'PODS', 'ROUTED', 'WOULD-REFUSE', 'WOULD-PATCH'],
};

function cells({ name, optIn, project, pods, routed, refused, missed, wouldRefuse }: NamespaceRow, mode: Mode) {
  const counts =
    mode === 'audit'
      ? [wouldRefuse, missed]
      : // A pod that would be refused and is there has gone past the webhook like any other that was missed.
        [refused ?? '-', missed + wouldRefuse];
  return [name, optIn === 'unknown' ? '-' : optIn, project ?? '-', pods, routed, ...counts].map(String);
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   '));
}

function describeReplicas(replicas: ReplicaCounts, mode: Mode): readonly string[] {
  if (replicas.kind === 'unknown') {
    return [`decisions of the replicas: - (${replicas.why})`];
  }
  const { decisions, silent } = replicas;
  const words =
    mode === 'audit'
      ? ([
          ['mutated', 'would be patched'],
          ['denied', 'would be refused'],
        ] as const)
      : ([
          ['mutated', 'patched'],
          ['denied', 'refused'],
        ] as const);
  const parts = [
    ...words,
    ['unchanged', 'had all they need'],
    ['skipped', 'left alone'],
    ['error', 'not decided, by a fault'],
  ] as const;
  return [
    `decisions since the ${replicas.replicas === 1 ? 'replica was' : `${replicas.replicas} replicas were`} started${silent === 0 ? '' : `, without ${silent} that did not answer`}:`,
    ...parts.map(([outcome, word]) => {
      const reasons = Object.entries(decisions[outcome]);
      const sum = reasons.reduce((all, [, count]) => all + count, 0);
      const which = reasons
        .toSorted(([, one], [, other]) => other - one)
        .map(([reason, count]) => `${reason} ${count}`)
        .join(', ');
      return `  ${String(sum).padStart(8)} ${word}${which === '' ? '' : ` (${which})`}`;
    }),
  ];
}
