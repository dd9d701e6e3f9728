import type { Paint } from '../../src/explain/render/paint.ts';

/** A cell as it is shown, and how it is painted; widths are counted before painting. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

export interface Section {
  readonly title: string;
  readonly rows: readonly (readonly Cell[])[];
}

const WIDTH = 120;
const GAP = '  ';
const INDENT = '  ';

/** A table of sections under one heading. Where it would be too wide, its first column gives way. */
export function renderTable(headings: readonly string[], sections: readonly Section[], paint: Paint): string {
  const rows = sections.flatMap((section) => section.rows);
  const natural = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.text.length ?? 0)),
  );
  const excess = INDENT.length + natural.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - WIDTH;
  const widths = natural.map((width, column) => (column === 0 ? width - Math.max(0, excess) : width));
  const line = (cells: readonly Cell[]): string =>
    `${INDENT}${cells.map((cell, column) => padded(cell, widths[column] ?? 0)).join(GAP)}`.trimEnd();
  return [
    line(headings.map((text) => ({ text, paint: (shown) => paint('dim', shown) }))),
    ...sections.flatMap(({ title, rows: own }) => [paint('bold', title), ...own.map(line)]),
  ].join('\n');
}

function padded({ text, paint = (shown) => shown }: Cell, width: number): string {
  const shown = text.length > width ? shortened(text, width) : text;
  return paint(shown) + ' '.repeat(width - shown.length);
}

/** Names differ at their ends, and say what they belong to at their beginnings; so the middle goes. */
function shortened(text: string, width: number): string {
  const head = Math.floor((width - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}

/** Breaks a sentence into lines that fit beside an indent. */
export function wrapped(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line !== indent && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}
