import type { V1Pod } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { startKubeRay } from '../kuberay.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { factsOf } from './pod-facts.ts';
import { rayCluster } from './ray.ts';
import { creating, sideBySide } from './side-by-side.ts';

const pods = { count: 3, logsOf: ['ray-operator'] };

function ofType(all: V1Pod[], type: string): V1Pod[] {
  return all.filter(({ metadata }) => metadata?.labels?.['ray.io/node-type'] === type);
}

describeWithWebhook(
  'a RayCluster of the KubeRay operator',
  { groups: ['kuberay'], start: (cluster) => startKubeRay(cluster) },
  (here) => {
    it('goes to the scheduler as a whole: the head without a GPU, each worker with its share', async () => {
      const owner = rayCluster({ project: 'team-a', fraction: '0.25' });

      const all = await sideBySide(here(), { namespace: 'team-ray', pods }, creating(here(), owner));

      expect(ofType(all, 'head').map(factsOf)).toEqual([
        {
          scheduler: 'kai-scheduler',
          project: 'team-a',
          decision: expect.stringMatching(/^routed \(gang-member\): project team-a from .*RayCluster/),
        },
      ]);
      const worker = {
        scheduler: 'kai-scheduler',
        project: 'team-a',
        fraction: '0.25',
        container: 'ray-worker',
        decision: expect.stringContaining('for container ray-worker'),
      };
      expect(ofType(all, 'worker').map(factsOf)).toEqual([worker, worker]);
    });

    it('stays where it is when nobody in it asks for anything', async () => {
      const all = await sideBySide(here(), { namespace: 'team-ray-cpu', pods }, creating(here(), rayCluster({})));

      expect(all.map(factsOf)).toEqual(all.map(() => ({ scheduler: 'default-scheduler' })));
    });
  },
);
