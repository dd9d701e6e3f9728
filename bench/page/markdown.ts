import type { Estimate } from '../statistics.ts';

/** A table as Markdown; nothing where there are no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) {
    return '';
  }
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** A median with the interval that holds the true one. */
export function withInterval({ median, low, high }: Estimate, digits: number): string {
  const at = (value: number) => value.toFixed(digits);
  return low === high ? at(median) : `${at(median)} (${at(low)}–${at(high)})`;
}
