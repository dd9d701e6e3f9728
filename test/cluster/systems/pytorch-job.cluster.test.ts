import { expect, it } from 'vitest';
import { startTrainingOperator } from '../training-operator.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { factsOf } from './pod-facts.ts';
import { pyTorchJob } from './pytorch-job.ts';
import { creating, sideBySide } from './side-by-side.ts';

describeWithWebhook(
  'a PyTorchJob of Kubeflow’s training operator',
  { groups: ['training-operator'], start: startTrainingOperator },
  (here) => {
    it('goes to the scheduler as a whole, with the project that one of its templates names', async () => {
      const row = { namespace: 'team-pytorch', pods: { count: 3, logsOf: ['training-operator.v1'] } };

      const pods = await sideBySide(here(), row, creating(here(), pyTorchJob('team-a')));

      const expected = {
        scheduler: 'kai-scheduler',
        project: 'team-a',
        gpus: { pytorch: '1/1' },
        decision: expect.stringContaining('project team-a from'),
      };
      expect(pods.map(factsOf)).toEqual([expected, expected, expected]);
    });
  },
);
