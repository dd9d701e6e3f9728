import type { Panel } from '../dashboard.ts';
import { formatValue, ticksUpTo } from './numbers.ts';
import { BAD, COLOURS, GOOD, GRID, INK, SOFT, shortened, text } from './style.ts';

/** A line of a panel: what it is called, and seconds since 1970 with values. */
export interface Line {
  readonly label: string;
  readonly points: readonly (readonly [number, number])[];
}

export interface DrawnPanel {
  readonly panel: Panel;
  readonly lines: readonly Line[];
}

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From when to when. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

const PADDING = 10;
const TITLE = 24;
const LEGEND_LINE = 14;
const MOST_LEGEND_LINES = 3;
const AXIS_WIDTH = 52;
const AXIS_HEIGHT = 16;
const SWATCH = 14;

/** One panel with its frame. */
export function drawPanel({ panel, lines }: DrawnPanel, frame: Frame, period: Period): string {
  const { x, y, width, height } = frame;
  const title = shortened(panel.title, width - 2 * PADDING, 12);
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" fill="#ffffff" stroke="${GRID}"/>`,
    text(x + PADDING, y + 17, title, { size: 12, weight: 'bold' }),
    panel.kind === 'value' ? drawValue(panel, lines, frame) : drawLines(panel, lines, frame, period),
  ].join('\n');
}

function drawValue({ unit, limit }: Panel, [line]: readonly Line[], { x, y, width, height }: Frame): string {
  const [, value] = line?.points.at(-1) ?? [];
  const isBad =
    value !== undefined && limit !== undefined && (limit.worse === 'above' ? value >= limit.at : value < limit.at);
  const shown = value === undefined ? 'no data' : formatValue(unit === 'short' ? Math.round(value) : value, unit);
  return text(x + width / 2, y + height / 2 + 20, shown, {
    size: 26,
    weight: 'bold',
    anchor: 'middle',
    fill: value === undefined ? SOFT : isBad ? BAD : GOOD,
  });
}

function drawLines({ kind, unit }: Panel, lines: readonly Line[], frame: Frame, period: Period): string {
  const { x, y, width, height } = frame;
  const legend = legendLines(lines, width - 2 * PADDING);
  const plot: Frame = {
    x: x + AXIS_WIDTH,
    y: y + TITLE + 6,
    width: width - AXIS_WIDTH - PADDING,
    height: height - TITLE - 6 - AXIS_HEIGHT - legend.length * LEGEND_LINE - 8,
  };
  const stacked = kind === 'areas' ? stack(lines) : lines;
  const largest = Math.max(0, ...stacked.flatMap(({ points }) => points.map(([, value]) => value)));
  const ticks = ticksUpTo(largest, unit);
  const top = ticks.at(-1) ?? 1;
  const across = (time: number): number => plot.x + ((time - period.start) / (period.end - period.start)) * plot.width;
  const up = (value: number): number => plot.y + plot.height * (1 - value / top);
  return [
    ...ticks.map((tick) => horizontal(plot, up(tick), formatValue(tick, unit))),
    ...minutesOf(period).map((time) => vertical(plot, across(time), new Date(time * 1000).toISOString().slice(11, 16))),
    ...stacked.map(({ points }, index) =>
      curve(
        points.map(([time, value]) => [across(time), up(value)]),
        colour(index),
        kind === 'areas' ? up(0) : undefined,
      ),
    ),
    ...legend.map((entries, line) =>
      drawLegend(entries, x + PADDING, y + height - 8 - (legend.length - 1 - line) * LEGEND_LINE),
    ),
  ].join('\n');
}

const colour = (index: number): string => COLOURS[index % COLOURS.length] ?? INK;

/** Each on top of those before it; the uppermost first, so that none hides another. */
function stack(lines: readonly Line[]): readonly Line[] {
  const sums = new Map<number, number>();
  return lines.map(({ label, points }) => ({
    label,
    points: points.map(([time, value]) => {
      const sum = (sums.get(time) ?? 0) + value;
      sums.set(time, sum);
      return [time, sum] as const;
    }),
  }));
}

const horizontal = ({ x, width }: Frame, y: number, label: string): string =>
  `<path d="M${x} ${round(y)}h${round(width)}" stroke="${GRID}"/>\n${text(x - 6, y + 3.5, label, { size: 10, anchor: 'end', fill: SOFT })}`;

const vertical = ({ y, height }: Frame, x: number, label: string): string =>
  `<path d="M${round(x)} ${y}v${round(height)}" stroke="${GRID}"/>\n${text(x, y + height + 13, label, { size: 10, anchor: 'middle', fill: SOFT })}`;

const minutesOf = ({ start, end }: Period): readonly number[] => {
  const first = Math.ceil(start / 60) * 60;
  return Array.from({ length: Math.max(0, Math.floor((end - first) / 60) + 1) }, (_, index) => first + index * 60);
};

/** Longer than this without a value is a gap, and no line is drawn over it. */
function curve(points: readonly (readonly [number, number])[], stroke: string, ground: number | undefined): string {
  const steps = points.slice(1).map(([x], index) => x - (points[index]?.[0] ?? x));
  const gap = 2.5 * Math.min(...steps, Number.POSITIVE_INFINITY);
  const pieces: (readonly [number, number])[][] = [];
  points.forEach((point, index) => {
    const before = points[index - 1];
    if (before === undefined || point[0] - before[0] > gap) pieces.push([]);
    pieces.at(-1)?.push(point);
  });
  return pieces
    .map((piece) => {
      const path = piece.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
      const line = `<path d="${piece.length === 1 ? `${path}h1` : path}" fill="none" stroke="${stroke}" stroke-width="1.5" stroke-linejoin="round"/>`;
      const [first, last] = [piece[0], piece.at(-1)];
      if (ground === undefined || first === undefined || last === undefined) return line;
      return `<path d="${path}L${round(last[0])} ${round(ground)}L${round(first[0])} ${round(ground)}Z" fill="${stroke}" fill-opacity="0.15"/>\n${line}`;
    })
    .join('\n');
}

const round = (value: number): number => Math.round(value * 10) / 10;

interface LegendEntry {
  readonly label: string;
  readonly fill: string;
  readonly width: number;
}

/** As many as shortened, and how many are left. */
function legendLines(lines: readonly Line[], width: number): readonly (readonly LegendEntry[])[] {
  const rows: LegendEntry[][] = [[]];
  let used = 0;
  for (const [index, { label }] of lines.entries()) {
    const entry = { label, fill: colour(index), width: SWATCH + label.length * 5.6 + 10 };
    if (used > 0 && used + entry.width > width) {
      if (rows.length === MOST_LEGEND_LINES) {
        rows.at(-1)?.splice(-1, 1, { label: `and ${lines.length - index + 1} more`, fill: 'none', width: 0 });
        return rows;
      }
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(entry);
    used += entry.width;
  }
  return rows;
}

function drawLegend(entries: readonly LegendEntry[], left: number, y: number): string {
  let x = left;
  return entries
    .map(({ label, fill, width }) => {
      const drawn = `<rect x="${round(x)}" y="${y - 7}" width="9" height="4" fill="${fill}"/>\n${text(x + SWATCH, y, label, { size: 10 })}`;
      x += width;
      return drawn;
    })
    .join('\n');
}
