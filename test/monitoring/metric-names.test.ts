import { expect, it } from 'vitest';
import { expressionOf } from '../../scripts/monitoring/alert.ts';
import { ALERTS } from '../../scripts/monitoring/alerts/table.ts';
import { PANELS } from '../../scripts/monitoring/dashboard.ts';
import { API_SERVER, KUBE_STATE_METRICS, OUR_WEBHOOKS } from '../../scripts/monitoring/metrics.ts';
import { WEBHOOK_NAMES } from '../../src/registration/webhook-configuration.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';

/** What the program exports: name to type. */
const exported = new Map(
  [...(await new Metrics('1.2.3').exposition()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type]) => [
    name,
    type,
  ]),
);
const histogramsOf = (names: Iterable<string>): string[] => [...names].map((name) => `${name}_bucket`);
const known = new Set([
  ...exported.keys(),
  ...histogramsOf([...exported].filter(([, type]) => type === 'histogram').map(([name]) => name)),
  ...Object.values(API_SERVER),
  ...histogramsOf([API_SERVER.duration]),
  ...Object.values(KUBE_STATE_METRICS),
]);

/** Words that are neither in quotes nor behind `by`, and look like a metric's name. */
const namesIn = (query: string): string[] =>
  [
    ...query
      .replaceAll(/"[^"]*"/g, '""')
      .matchAll(/\b(?!histogram_|group_|[a-z]+_over_time)[a-z]+(?:_[a-z0-9]+){2,}\b/g),
  ].map(([name]) => name);

const queries = [
  ...ALERTS.map((alert) => ({ where: alert.name as string, query: expressionOf(alert) })),
  ...PANELS.flatMap(({ title, targets }) => targets.map(({ query }) => ({ where: title, query }))),
];

it.each(queries)('$where looks at metrics that somebody exports: $query', ({ query }) => {
  const names = namesIn(query);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

it.each(queries)('$where looks at counters as rates, and at nothing else so: $query', ({ query }) => {
  const counters = namesIn(query).filter((name) => exported.get(name) === 'counter');
  for (const name of counters) {
    expect(query).toMatch(new RegExp(`(rate|increase)\\(${name}(\\{[^}]*\\})?\\[`));
  }
  const rated = [...query.matchAll(/(?:rate|increase)\(([a-z_]+)/g)].map(([, name = '']) =>
    name.replace(/_bucket$/, ''),
  );
  expect(rated.filter((name) => exported.get(name) === 'gauge')).toEqual([]);
});

it('the API server’s metrics are looked at for both webhooks, and no other program’s', () => {
  const [, pattern = ''] = /=~"(.+)"/.exec(OUR_WEBHOOKS) ?? [];
  const ours = new RegExp(`^(?:${pattern})$`);
  for (const name of Object.values(WEBHOOK_NAMES)) {
    expect(name).toMatch(ours);
  }
  expect('by-label.pods.another-webhook').not.toMatch(ours);
});
