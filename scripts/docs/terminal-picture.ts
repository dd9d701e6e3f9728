import { readFileSync, writeFileSync } from 'node:fs';

/*
 * Draws a captured terminal as SVG, for the README:
 *
 *   script -qec 'make demo' /tmp/demo.txt && node scripts/docs/terminal-picture.ts /tmp/demo.txt docs/demo.svg
 */

const CHARACTER_WIDTH = 7.8;
const LINE_HEIGHT = 17;
const PADDING = 14;

/** What the codes of `styleText` look like here; codes that end a style are not listed. */
const STYLES: Readonly<Record<string, string>> = {
  '1': 'font-weight="bold"',
  '2': 'fill="#8b949e"',
  '31': 'fill="#ff7b72"',
  '32': 'fill="#7ee787"',
  '33': 'fill="#e3b341"',
};

// Every escape sequence begins with the control character ESC.
const ESCAPE = String.fromCharCode(27);
const STYLE_CODE = new RegExp(`${ESCAPE}\\[(\\d+)m`);

const [from = '', to = ''] = process.argv.slice(2);
const lines = readFileSync(from, 'utf8')
  .replaceAll('\r', '')
  .split('\n')
  .filter((line) => !line.startsWith('Script ') && !line.startsWith('npm run'))
  .join('\n')
  .trimEnd()
  .split('\n');
writeFileSync(to, picture(['$ make demo', ...lines]));

function picture(text: readonly string[]): string {
  const columns = Math.max(...text.map((line) => line.replaceAll(new RegExp(STYLE_CODE, 'g'), '').length));
  const width = Math.ceil(columns * CHARACTER_WIDTH + 2 * PADDING);
  const height = text.length * LINE_HEIGHT + 2 * PADDING;
  const rows = text.map(
    (line, index) => `<text x="${PADDING}" y="${PADDING + (index + 0.8) * LINE_HEIGHT}">${spans(line)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>make demo</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="#e6edf3" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`;
}

/** A line cut at its style codes, each piece in the style that holds there. */
function spans(line: string): string {
  const pieces = line.split(STYLE_CODE);
  let style = '';
  return pieces
    .map((piece, index) => {
      if (index % 2 === 1) {
        style = STYLES[piece] ?? '';
        return '';
      }
      const text = piece.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      return text === '' ? '' : `<tspan ${style}>${text}</tspan>`;
    })
    .join('');
}
