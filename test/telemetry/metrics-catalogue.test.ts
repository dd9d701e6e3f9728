import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { CATALOGUE, METRICS_PREFIX } from '../../src/telemetry/metrics-catalogue.ts';

const page = readFileSync(new URL('../../docs/observability.md', import.meta.url), 'utf8');
const entries = Object.values(CATALOGUE);

test.each(entries)('$name is described in docs/observability.md with its type and labels', (entry) => {
  const labels = entry.labelNames.length === 0 ? '' : `{${entry.labelNames.join(',')}}`;
  expect(page).toContain(`| \`${entry.name}${labels}\` | ${entry.type}`);
});

test('what the program exposes under its own name is what the catalogue has', async () => {
  const exposition = await new Metrics('1.2.3').exposition();
  const exposed = [...exposition.matchAll(new RegExp(`^# TYPE (${METRICS_PREFIX}\\S+) (\\S+)$`, 'gm'))];
  expect(exposed.map(([, name, type]) => `${name} ${type}`).sort()).toEqual(
    entries.map(({ name, type }) => `${name} ${type}`).sort(),
  );
});
