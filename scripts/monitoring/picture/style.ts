export const INK = '#24292f';
export const SOFT = '#6e7781';
export const GRID = '#e4e7eb';
export const PAGE = '#f6f8fa';
export const GOOD = '#1a7f37';
export const BAD = '#cf222e';
export const COLOURS = [
  '#0969da',
  '#bf8700',
  '#1a7f37',
  '#cf222e',
  '#8250df',
  '#e16f24',
  '#0f8a8a',
  '#bf3989',
  '#57606a',
  '#4d9fef',
];

interface TextStyle {
  readonly size: number;
  readonly weight?: 'bold';
  readonly anchor?: 'middle' | 'end';
  readonly fill?: string;
}

export function text(x: number, y: number, content: string, { size, weight, anchor, fill }: TextStyle): string {
  const style = [
    `font-size="${size}"`,
    ...(weight === undefined ? [] : [`font-weight="${weight}"`]),
    ...(anchor === undefined ? [] : [`text-anchor="${anchor}"`]),
    ...(fill === undefined ? [] : [`fill="${fill}"`]),
  ].join(' ');
  return `<text x="${Math.round(x * 10) / 10}" y="${Math.round(y * 10) / 10}" ${style}>${escapeXml(content)}</text>`;
}

/** Cut where it would be wider, by the width of an average letter. */
export function shortened(content: string, width: number, size: number): string {
  const most = Math.floor(width / (size * 0.58));
  return content.length > most ? `${content.slice(0, most - 1)}…` : content;
}

const escapeXml = (content: string): string =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
