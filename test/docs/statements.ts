import type { Block } from './markdown.ts';

/** One thing to type into a shell, which may take several lines. */
export interface Statement {
  readonly page: string;
  readonly line: number;
  readonly text: string;
  /** What the page shows as its output, where it shows some. */
  readonly shown?: readonly string[];
}

/** Languages of blocks that are typed into a shell as they stand. */
const TYPED = ['indented', 'sh', 'inline'];

/** The commands of a block; of one with its output, the lines behind `$ `. Other blocks have none. */
export function statementsOf(block: Block): readonly Statement[] {
  if (block.language === 'console') return ofConsole(block);
  return TYPED.includes(block.language) ? ofLines(block, block.lines, 0) : [];
}

function ofConsole(block: Block): readonly Statement[] {
  const starts = block.lines.flatMap((line, at) => (line.startsWith('$ ') ? [at] : []));
  return starts.map((start, index) => {
    const lines = block.lines.slice(start, starts[index + 1]);
    const [{ text, line } = { text: '', line: 0 }] = ofLines(
      block,
      [(lines[0] ?? '').slice(2), ...lines.slice(1)],
      start,
    );
    const shown = lines.slice(text.split('\n').length);
    return { page: block.page, line, text, shown };
  });
}

function ofLines({ page, line }: Block, lines: readonly string[], offset: number): readonly Statement[] {
  const statements: Statement[] = [];
  let open: string[] = [];
  for (const [at, text] of lines.entries()) {
    if (open.length === 0 && (text.trim() === '' || text.startsWith('#'))) continue;
    open.push(text);
    if (isWhole(open)) {
      statements.push({ page, line: line + offset + at - open.length + 1, text: open.join('\n') });
      open = [];
    }
  }
  if (open.length > 0) throw new Error(`${page}:${line}: a command without an end: ${open.join('\n')}`);
  return statements;
}

function isWhole(lines: readonly string[]): boolean {
  const last = lines.at(-1) ?? '';
  const [, here] = /<<'?(\w+)'?/.exec(lines[0] ?? '') ?? [];
  if (here !== undefined) return last === here;
  const loops =
    lines.filter((line) => /^for\b/.test(line)).length - lines.filter((line) => /^done\b/.test(line)).length;
  return loops === 0 && !/(\\|\||&&)$/.test(last);
}
