/**
 * Where an output is not what a page shows of it, or undefined where it is. `...` stands for anything: alone on its line
 * for any lines, also for none, and inside a line for any text.
 */
export function differs(shown: readonly string[], output: string): string | undefined {
  const wanted = trimmed(shown);
  const came = trimmed(output.split('\n'));
  const pattern = wanted.map((line) => (line.trim() === '...' ? '(?:.*\\n)*?' : `${anyText(line)}\\s*\\n`)).join('');
  if (new RegExp(`^${pattern}$`).test(came.map((line) => `${line}\n`).join(''))) return undefined;
  return `shown:\n${wanted.join('\n')}\ncame:\n${came.join('\n')}`;
}

const anyText = (line: string): string =>
  line
    .trimEnd()
    .split('...')
    .map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(/ {2,}/g, ' +'))
    .join('.*');

function trimmed(lines: readonly string[]): readonly string[] {
  const end = lines.findLastIndex((line) => line.trim() !== '') + 1;
  return lines.slice(0, end).map((line) => line.trimEnd());
}
