import { expect, it } from 'vitest';
import { readHistogram } from '../../bench/cluster/api-server-histogram.ts';

const metrics = (
  name: string,
  [within5, within25, count]: readonly [number, number, number],
  seconds: number,
): string => {
  const labels = `name="${name}",operation="CREATE",rejected="false",type="admit"`;
  const series = 'apiserver_admission_webhook_admission_duration_seconds';
  return [
    `${series}_bucket{${labels},le="0.005"} ${within5}`,
    `${series}_bucket{${labels},le="0.025"} ${within25}`,
    `${series}_bucket{${labels},le="+Inf"} ${count}`,
    `${series}_sum{${labels}} ${seconds}`,
    `${series}_count{${labels}} ${count}`,
  ].join('\n');
};

it('tells the calls to one webhook since an earlier look', () => {
  const other = metrics('other.svc', [0, 0, 1000], 99);
  const before = readHistogram(`${metrics('ours.svc', [1, 2, 10], 1)}\n${other}`, 'ours.svc');
  const after = readHistogram(`${other}\n${metrics('ours.svc', [81, 102, 110], 1.5)}`, 'ours.svc');
  expect(after.since(before)).toEqual({ count: 100, meanMillis: 5, within5Millis: 0.8, within25Millis: 1 });
});
