import { globSync, readFileSync } from 'node:fs';

/** A block of code on a page, or a command between backticks in its text. */
export interface Block {
  readonly page: string;
  /** Of its first line, as an editor counts. */
  readonly line: number;
  /** `indented` for a block by four spaces, `inline` for a span in the text, else what stands behind the fence. */
  readonly language: string;
  /** Without the indentation that all of its lines have. */
  readonly lines: readonly string[];
}

/** Every page that a person reads before or while using this. */
export const PAGES: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...globSync('docs/*.md').sort(),
  ...['charts/gpu-fraction-webhook/README.md', 'deploy/samples/README.md'],
];

const FENCE = /^(\s*)```(\S*)\s*$/;

/** Programs whose commands a text may name; of other spans nobody expects that they can be typed. */
const INLINE_COMMAND =
  /`((?:cosign|docker|gh|gpu-fraction-webhook|helm|k3d|kind|kubectl|make|minikube|npm|promtool) [^`]+)`/g;

/** The blocks of a page in their order, and the commands in its text. */
export function blocksOf(page: string): readonly Block[] {
  const lines = readFileSync(page, 'utf8').split('\n');
  const blocks: Block[] = [];
  const add = (first: number, language: string, text: readonly string[]): void => {
    const common = Math.min(...text.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
    blocks.push({ page, line: first + 1, language, lines: text.map((line) => line.slice(common)) });
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line);
    if (fence !== null) {
      const end = lines.findIndex((other, index) => index > at && /^\s*```\s*$/.test(other));
      if (end === -1) throw new Error(`${page}:${at + 1}: a fence without an end`);
      add(at + 1, fence[2] ?? '', lines.slice(at + 1, end));
      at = end;
    } else if (/^ {4}/.test(line) && (lines[at - 1] ?? '').trim() === '') {
      let end = at;
      for (let next = at; next < lines.length && /^( {4}|\s*$)/.test(lines[next] ?? ''); next += 1) {
        if ((lines[next] ?? '').trim() !== '') end = next + 1;
      }
      add(at, 'indented', lines.slice(at, end));
      at = end - 1;
    } else {
      for (const [, command = ''] of line.matchAll(INLINE_COMMAND)) add(at, 'inline', [command]);
    }
  }
  return blocks;
}
