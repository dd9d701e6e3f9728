import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { THRESHOLDS } from '../../scripts/monitoring/alert.ts';
import { ALERTS } from '../../scripts/monitoring/alerts/table.ts';
import { API_SERVER, KUBE_STATE_METRICS } from '../../scripts/monitoring/metrics.ts';

const page = readFileSync('docs/alerts.md', 'utf8');
/** Heading to what stands below it. */
const paragraphs = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n')).trim()]),
);

it('has a paragraph for each alert, and no other, in the same order', () => {
  expect([...paragraphs.keys()]).toEqual(ALERTS.map(({ name }) => name));
});

/** What else than the program Prometheus has to scrape. */
const needs = (query: string): string => {
  const has = (names: Readonly<Record<string, string>>) => Object.values(names).some((name) => query.includes(name));
  return has(API_SERVER) ? ', *API server*' : has(KUBE_STATE_METRICS) ? ', *kube-state-metrics*' : '';
};

it.each(ALERTS)(
  'says of $name how severe it is, what has to be scraped for it, and more',
  ({ name, severity, query }) => {
    const text = paragraphs.get(name) ?? '';
    expect(text.startsWith(`${severity}${needs(query)}. `)).toBe(true);
    expect(text.length).toBeGreaterThan(150);
  },
);

it.each(Object.keys(THRESHOLDS))('tells where the threshold %s is used', (name) => {
  const users = ALERTS.filter(({ threshold }) => threshold === name);
  expect(users.map((user) => paragraphs.get(user.name)?.includes(`\`thresholds.${name}\``))).toEqual([true]);
});

it('names only alerts that there are', () => {
  const named = [...page.matchAll(/GpuFractionWebhook[A-Za-z]+/g)].map(([name]) => name);
  expect(named.filter((name) => !paragraphs.has(name))).toEqual([]);
});
