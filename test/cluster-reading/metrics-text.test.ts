import { expect, it } from 'vitest';
import { readSamples } from '../../src/cluster-reading/metrics-text.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';

it('reads samples with and without labels, and passes over all else', () => {
  const text = [
    '# HELP a_total Help.',
    'a_total{kind="Pod \\"x\\"",other="b"} 3',
    'b 1.5e3 1700000000',
    '',
    'no sample',
    '{} 1',
  ].join('\n');
  expect(readSamples(text)).toEqual([
    { name: 'a_total', labels: { kind: 'Pod \\"x\\"', other: 'b' }, value: 3 },
    { name: 'b', labels: {}, value: 1500 },
  ]);
});

it('reads what a replica says', async () => {
  const samples = readSamples(await new Metrics('1.2.3').exposition());
  expect(samples).toContainEqual({ name: 'gpu_fraction_webhook_build_info', labels: { version: '1.2.3' }, value: 1 });
});
