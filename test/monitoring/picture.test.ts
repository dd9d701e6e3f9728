import { expect, it } from 'vitest';
import { PANELS } from '../../scripts/monitoring/dashboard.ts';
import { dashboardPicture } from '../../scripts/monitoring/picture/dashboard-picture.ts';
import { formatValue, ticksUpTo } from '../../scripts/monitoring/picture/numbers.ts';
import type { DrawnPanel } from '../../scripts/monitoring/picture/panel.ts';

it.each([
  { largest: 0, unit: 'short', ticks: [0, 0.5, 1] },
  { largest: 3, unit: 'short', ticks: [0, 1, 2, 3] },
  { largest: 13, unit: 'reqps', ticks: [0, 5, 10, 15] },
  { largest: 100 * 2 ** 20, unit: 'bytes', ticks: [0, 50 * 2 ** 20, 100 * 2 ** 20] },
  { largest: 1, unit: 'percentunit', ticks: [0, 0.5, 1] },
] as const)('an axis up to $largest ($unit) has round numbers', ({ largest, unit, ticks }) => {
  expect(ticksUpTo(largest, unit)).toEqual(ticks);
});

it.each([
  { value: 0.125, unit: 'percentunit', text: '12.5 %' },
  { value: 0.00234, unit: 's', text: '2.34 ms' },
  { value: 0.0000005, unit: 's', text: '0.5 µs' },
  { value: 75, unit: 's', text: '75 s' },
  { value: 94_371_840, unit: 'bytes', text: '90 MiB' },
  { value: 12.3456, unit: 'reqps', text: '12.3/s' },
] as const)('$value ($unit) reads $text', ({ value, unit, text }) => {
  expect(formatValue(value, unit)).toBe(text);
});

const period = { start: 1_790_000_000, end: 1_790_000_300 };
const draw = (of: (panel: DrawnPanel['panel']) => DrawnPanel['lines']) =>
  dashboardPicture(
    PANELS.map((panel) => ({ panel, lines: of(panel) })),
    period,
    'a <caption>',
  );

it('the picture has every panel by its title, and says where there is no data', () => {
  const svg = draw(() => []);
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  expect(texts).toEqual(expect.arrayContaining(PANELS.map(({ title }) => title)));
  expect(texts.filter((text) => text === 'no data')).toHaveLength(PANELS.filter(({ kind }) => kind === 'value').length);
  expect(texts).toContain('a &lt;caption&gt;');
});

it('a line ends where there is no value for a while, and begins again behind that', () => {
  const points = [0, 10, 20, 100, 110].map((second) => [period.start + second, 1] as const);
  const svg = draw(({ title }) => (title === 'CPU' ? [{ label: 'only', points }] : []));
  const lines = [...svg.matchAll(/<path d="(M[^"]+L[^"]+)" fill="none"/g)].map(([, path = '']) => path);
  expect(lines.map((path) => path.match(/[ML]/g)?.join(''))).toEqual(['MLL', 'ML']);
});

it.each([
  { title: 'Replicas ready', value: 2, colour: '#1a7f37' },
  { title: 'Replicas ready', value: 0, colour: '#cf222e' },
  { title: 'Pods missed', value: 0, colour: '#1a7f37' },
  { title: 'Pods missed', value: 3, colour: '#cf222e' },
])('$value of $title is $colour', ({ title, value, colour }) => {
  const svg = draw((panel) => (panel.title === title ? [{ label: '', points: [[period.end, value]] }] : []));
  expect(svg).toContain(`fill="${colour}">${value}</text>`);
});
