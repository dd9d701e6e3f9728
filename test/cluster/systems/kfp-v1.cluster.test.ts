import { beforeAll, expect, it } from 'vitest';
import { startArgo } from '../argo.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { named } from './argo-workflow.ts';
import { asSubmittedByKfp, compileV1, playCacheServer } from './kfp-v1.ts';
import { factsOf } from './pod-facts.ts';
import { creating, sideBySide } from './side-by-side.ts';

const pods = { logsOf: ['workflow-controller'] };

describeWithWebhook(
  'a step of a pipeline compiled by the Kubeflow Pipelines SDK 1.8',
  {
    groups: ['argo'],
    python: ['pipelines-v1'],
    start: async (cluster) => {
      await startArgo(cluster);
      await playCacheServer(cluster);
    },
  },
  (here) => {
    let compiled: Awaited<ReturnType<typeof compileV1>> | undefined;
    beforeAll(async () => {
      compiled = await compileV1('team-a');
    });
    const workflow = (which: 'whole_gpu' | 'half_gpu', cache = false) => {
      if (compiled === undefined) throw new Error('nothing was compiled');
      return asSubmittedByKfp(named(compiled[which], 'run'), { cache });
    };

    it('goes to the scheduler with its whole GPU', async () => {
      const row = { namespace: 'kfp-v1-whole', pods };

      const [pod] = await sideBySide(here(), row, creating(here(), workflow('whole_gpu')));

      expect(pod?.spec?.containers.map(({ name }) => name)).toEqual(['wait', 'main']);
      expect(factsOf(pod)).toEqual({
        scheduler: 'kai-scheduler',
        project: 'team-a',
        gpus: { main: '1/1' },
        decision: expect.stringMatching(/^routed \(asked\): project team-a from label project/),
      });
    });

    it('goes to the scheduler with half a GPU for main, although Argo puts wait first', async () => {
      const row = { namespace: 'kfp-v1-half', pods };

      const [pod] = await sideBySide(here(), row, creating(here(), workflow('half_gpu')));

      expect(factsOf(pod)).toEqual({
        scheduler: 'kai-scheduler',
        project: 'team-a',
        fraction: '0.5',
        container: 'main',
        decision: expect.stringContaining('for container main'),
      });
    });

    it('stays where it is without its GPU annotations when its result comes from the cache', async () => {
      const row = { namespace: 'kfp-v1-cached', pods };

      const [pod] = await sideBySide(here(), row, creating(here(), workflow('half_gpu', true)));

      expect(pod?.spec?.containers.map(({ name, image }) => [name, image])).toEqual([['main', 'busybox']]);
      expect(pod?.metadata?.labels).toMatchObject({ 'pipelines.kubeflow.org/reused_from_cache': 'true' });
      expect(factsOf(pod)).toEqual({
        scheduler: 'default-scheduler',
        project: 'team-a',
        decision: expect.stringMatching(/^left alone \(cache-hit\)/),
      });
    });
  },
);
