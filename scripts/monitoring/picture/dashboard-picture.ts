import { ROWS } from '../dashboard.ts';
import { linesOf } from '../grafana.ts';
import { type DrawnPanel, drawPanel, type Period } from './panel.ts';
import { INK, PAGE, SOFT, text } from './style.ts';

const WIDTH = 1200;
const MARGIN = 16;
const GAP = 10;
const ROW_TITLE = 30;
const HEIGHT = { value: 84, lines: 210, areas: 210 } as const;

/**
 * The dashboard's rows and panels, laid out as in Grafana, with what a Prometheus answered to their queries.
 *
 * @param drawn each panel of the dashboard, in its order
 * @param caption what is to be seen, and when it was
 */
export function dashboardPicture(drawn: readonly DrawnPanel[], period: Period, caption: string): string {
  const parts: string[] = [];
  const byPanel = new Map(drawn.map((one) => [one.panel, one]));
  let y = MARGIN + 22;
  for (const row of ROWS) {
    parts.push(text(MARGIN, y + 20, row.title, { size: 14, weight: 'bold' }));
    y += ROW_TITLE;
    for (const line of linesOf(row)) {
      const width = (WIDTH - 2 * MARGIN - (line.length - 1) * GAP) / line.length;
      const height = Math.max(...line.map(({ kind }) => HEIGHT[kind]));
      for (const [index, panel] of line.entries()) {
        const frame = { x: Math.round(MARGIN + index * (width + GAP)), y, width: Math.round(width), height };
        parts.push(drawPanel(byPanel.get(panel) ?? { panel, lines: [] }, frame, period));
      }
      y += height + GAP;
    }
  }
  const height = y + MARGIN - GAP;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">
<title>Dashboard of gpu-fraction-webhook</title>
<rect width="100%" height="100%" rx="8" fill="${PAGE}"/>
<g font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" fill="${INK}">
${text(MARGIN, MARGIN + 12, 'gpu-fraction-webhook', { size: 15, weight: 'bold' })}
${text(WIDTH - MARGIN, MARGIN + 12, caption, { size: 11, anchor: 'end', fill: SOFT })}
${parts.join('\n')}
</g>
</svg>
`;
}
