import type { V1Pod } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { startArgo } from '../argo.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { named } from './argo-workflow.ts';
import { asWorkflow, compileV2 } from './kfp-v2.ts';
import { factsOf } from './pod-facts.ts';
import { creating, sideBySide } from './side-by-side.ts';

function ofTask(pods: V1Pod[], task: string): V1Pod | undefined {
  return pods.find(({ metadata }) => metadata?.annotations?.['workflows.argoproj.io/node-name'] === `run.${task}`);
}

describeWithWebhook(
  'a pipeline compiled by the Kubeflow Pipelines SDK 2',
  { groups: ['argo'], python: ['pipelines-v2'], start: startArgo },
  (here) => {
    it('has its executors sent to the scheduler, whole and half, and its drivers left alone', async () => {
      const workflow = named(asWorkflow(await compileV2('team-a')), 'run');
      // A request for the whole run reaches its drivers as well.
      workflow.spec.podMetadata = {
        ...workflow.spec.podMetadata,
        labels: { ...workflow.spec.podMetadata?.labels, runai: 'true' },
      };
      const row = { namespace: 'kfp-v2', pods: { count: 4, logsOf: ['workflow-controller'] } };

      const pods = await sideBySide(here(), row, creating(here(), workflow));

      expect(factsOf(ofTask(pods, 'exec-step-system-container-impl'))).toEqual({
        scheduler: 'kai-scheduler',
        project: 'team-a',
        fraction: '0.5',
        container: 'main',
        decision: expect.stringContaining('for container main'),
      });
      expect(factsOf(ofTask(pods, 'exec-step-2-system-container-impl'))).toEqual({
        scheduler: 'kai-scheduler',
        project: 'team-a',
        gpus: { main: '1/1' },
        decision: expect.stringMatching(/^routed \(asked\)/),
      });
      for (const driver of ['system-dag-driver', 'system-container-driver']) {
        expect(factsOf(ofTask(pods, driver)), driver).toEqual({ scheduler: 'default-scheduler' });
      }
    });
  },
);
