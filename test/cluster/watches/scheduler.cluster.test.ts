import { expect, it } from 'vitest';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { installOpenCrd, removeCrd } from './open-crd.ts';
import { administrator, watching } from './watching.ts';

const kai = { group: 'kai.scheduler', version: 'v1', kind: 'SchedulingShard', plural: 'schedulingshards' };
const runai = { group: 'run.ai', version: 'v1', kind: 'RunaiConfig', plural: 'runaiconfigs' };

describeOnCluster('a watching server', {}, (cluster) => {
  it('says which scheduler the cluster has, whenever one is installed or removed', async () => {
    // It sends pods to kai-scheduler.
    const webhook = watching(await administrator(cluster()));
    const told = () => webhook.lines('scheduler: ').map(({ level, fit }) => `${String(level)} ${String(fit)}`);
    const expected: string[] = [];
    const becomes = async (line: string) => {
      expected.push(line);
      await waitFor(line, async (saw) => {
        saw(told());
        return told().length === expected.length;
      });
      expect(told()).toEqual(expected);
    };
    await becomes('warn none');
    await installOpenCrd(cluster(), runai);
    await becomes('error other');
    await installOpenCrd(cluster(), kai);
    await becomes('warn both');
    await removeCrd(cluster(), runai);
    await becomes('info fits');
    expect(webhook.problem()).toBeUndefined();
  });
});
