import { type Panel, ROWS, type Row } from './dashboard.ts';

const COLUMNS = 24;
const HEIGHT: Readonly<Record<Panel['kind'], number>> = { value: 4, lines: 8, areas: 8 };
/** More than four beside each other leave no room for a legend. */
const MOST_BESIDE: Readonly<Record<Panel['kind'], number>> = { value: 6, lines: 3, areas: 3 };

const DATA_SOURCE = { type: 'prometheus', uid: '$datasource' };

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** How panels of a row stand: in lines of equal width, or as many as fit. */
export function linesOf({ panels }: Row): readonly (readonly Panel[])[] {
  const most = MOST_BESIDE[panels[0]?.kind ?? 'lines'];
  const count = Math.ceil(panels.length / most);
  const each = Math.ceil(panels.length / count);
  return Array.from({ length: count }, (_, line) => panels.slice(line * each, (line + 1) * each));
}

/** The text of the chart’s `files/dashboard.json`, as Grafana imports it. */
export function dashboardFile(): string {
  let y = 0;
  let id = 0;
  const panels: object[] = [];
  for (const row of ROWS) {
    panels.push({
      id: ++id,
      type: 'row',
      title: row.title,
      collapsed: false,
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
      panels: [],
    });
    y += 1;
    for (const line of linesOf(row)) {
      const w = COLUMNS / line.length;
      const h = Math.max(...line.map(({ kind }) => HEIGHT[kind]));
      panels.push(...line.map((panel, index) => grafanaPanel(panel, ++id, { x: index * w, y, w, h })));
      y += h;
    }
  }
  const dashboard = {
    uid: 'gpu-fraction-webhook',
    title: 'gpu-fraction-webhook',
    tags: ['gpu-fraction-webhook'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', current: {}, hide: 0 },
      ],
    },
    panels,
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

function grafanaPanel(panel: Panel, id: number, gridPos: Place): object {
  const { title, question, targets } = panel;
  return {
    id,
    type: panel.kind === 'value' ? 'stat' : 'timeseries',
    title,
    description: question,
    datasource: DATA_SOURCE,
    gridPos,
    fieldConfig: { defaults: fieldDefaults(panel), overrides: [] },
    options:
      panel.kind === 'value'
        ? {
            reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
            colorMode: 'value',
            graphMode: 'area',
          }
        : { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: targets.map(({ query, legend }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: DATA_SOURCE,
      expr: query,
      legendFormat: legend,
    })),
  };
}

function fieldDefaults({ kind, unit, limit }: Panel): object {
  if (kind !== 'value') {
    const stacking = { mode: kind === 'areas' ? 'normal' : 'none' };
    return { unit, min: 0, custom: { drawStyle: 'line', fillOpacity: kind === 'areas' ? 30 : 5, stacking } };
  }
  const [first, second] = limit?.worse === 'below' ? ['red', 'green'] : ['green', 'red'];
  const steps = [{ color: first, value: null }, ...(limit === undefined ? [] : [{ color: second, value: limit.at }])];
  return { unit, decimals: unit === 'short' ? 0 : 1, thresholds: { mode: 'absolute', steps } };
}
