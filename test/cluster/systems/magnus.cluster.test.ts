import { expect, it } from 'vitest';
import { startArgo } from '../argo.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { named } from './argo-workflow.ts';
import { asSubmittedByKfp } from './kfp-v1.ts';
import { compileMagnus } from './magnus.ts';
import { factsOf } from './pod-facts.ts';
import { creating, sideBySide } from './side-by-side.ts';

describeWithWebhook(
  'a step of a pipeline compiled by Magnus’ kfp executor',
  { groups: ['argo'], python: ['pipelines-v1'], start: startArgo },
  (here) => {
    it.each([
      [
        'goes to the scheduler when it has a GPU, with its namespace’s project',
        1,
        {
          scheduler: 'kai-scheduler',
          project: 'team-a',
          gpus: { main: '1/1' },
          decision: expect.stringMatching(/^routed \(gpu-workload\): project team-a from .*namespace/),
        },
      ],
      ['stays where it is without one', 0, { scheduler: 'default-scheduler' }],
    ])('%s', async (_title, gpus, facts) => {
      // KFP gives a run's Workflow a name of the compiled prefix.
      const workflow = named(asSubmittedByKfp(await compileMagnus(here().cluster, gpus)), 'magnus-dag-7f3kd');
      const row = { namespace: `magnus-${gpus}`, pods: { logsOf: ['workflow-controller'] } };

      const [pod] = await sideBySide(here(), row, creating(here(), workflow));

      expect(factsOf(pod)).toEqual(facts);
    });
  },
);
