import { expect, it } from 'vitest';
import { PANELS, ROWS } from '../../scripts/monitoring/dashboard.ts';
import { dashboardFile } from '../../scripts/monitoring/grafana.ts';

interface GrafanaPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const { panels, templating } = JSON.parse(dashboardFile()) as {
  panels: GrafanaPanel[];
  templating: { list: { name: string }[] };
};

it('the dashboard has every row and panel, each with an id of its own', () => {
  expect(panels.map(({ title }) => title)).toEqual(
    ROWS.flatMap((row) => [row.title, ...row.panels.map(({ title }) => title)]),
  );
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

it('no panel lies on another one, or beside the 24 columns', () => {
  const taken = new Set<string>();
  for (const { title, gridPos } of panels) {
    expect([title, gridPos.x + gridPos.w <= 24, Number.isInteger(gridPos.w)]).toEqual([title, true, true]);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect([title, taken.has(`${x} ${y}`)]).toEqual([title, false]);
        taken.add(`${x} ${y}`);
      }
    }
  }
});

it('whoever looks at it chooses the data source', () => {
  expect(templating.list.map(({ name }) => name)).toEqual(['datasource']);
  const sources = [...dashboardFile().matchAll(/"uid": "([^"]+)"/g)].map(([, uid]) => uid);
  expect(new Set(sources)).toEqual(new Set(['gpu-fraction-webhook', '$datasource']));
});

it('every panel says which question it answers', () => {
  for (const { title, question, targets } of PANELS) {
    expect([title, question.length > 10, targets.length > 0]).toEqual([title, true, true]);
  }
});
