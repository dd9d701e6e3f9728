import type { PolicyFinding } from './exported-policy.ts';

/** The table of `docs/export-policy.md`: by system, what the policy makes of the golden pods. */
export function tableBySystem(findings: readonly PolicyFinding[]): string {
  const accepted = findings.filter(({ effect }) => effect !== 'not-accepted');
  const rows = [...Map.groupBy(accepted, ({ explanation }) => explanation.workload ?? '-')]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([system, of]) => row(`\`${system}\``, of));
  return [
    '| System | exactly | nothing to do | left alone | which |',
    '|---|---|---|---|---|',
    ...rows,
    row('**all**', accepted, false),
  ].join('\n');
}

function row(title: string, findings: readonly PolicyFinding[], named = true): string {
  const having = (effect: PolicyFinding['effect']) => findings.filter((finding) => finding.effect === effect);
  const alone = named ? having('left-alone').map(({ origin }) => origin.replace('.yaml', '')) : [];
  const counts = (['exactly', 'unchanged', 'left-alone'] as const).map((effect) => having(effect).length);
  return `| ${[title, ...counts, alone.join(', ')].join(' | ')} |`;
}
