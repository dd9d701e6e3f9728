import type { V1Pod } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { create } from '../api.ts';
import { startArgo } from '../argo.ts';
import { setPodStatus } from '../kubelet.ts';
import { waitForPods } from '../pods.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { named } from './argo-workflow.ts';
import { asSubmittedByKfp } from './kfp-v1.ts';
import { factsOf } from './pod-facts.ts';
import { creating, sideBySide } from './side-by-side.ts';
import { compiledTfx } from './tfx.ts';

const pods = { logsOf: ['workflow-controller'] };

describeWithWebhook('a TFX pipeline in its compiled form', { groups: ['argo'], start: startArgo }, (here) => {
  it('has its Trainer sent to the scheduler, and its Pusher, which has no GPU, left alone', async () => {
    const { cluster } = here();
    const workflow = named(asSubmittedByKfp(compiledTfx()), 'penguin');
    const [trainer] = await sideBySide(here(), { namespace: 'team-tfx', pods }, creating(here(), workflow));
    expect(factsOf(trainer)).toEqual({
      scheduler: 'kai-scheduler',
      project: 'team-a',
      gpus: { main: '1/1' },
      decision: expect.stringMatching(/^routed \(gpu-workload\): project team-a from label project/),
    });

    await setPodStatus(cluster, trainer as V1Pod, 'Succeeded');

    const all = await waitForPods(cluster, 'team-tfx', { ...pods, count: 2 });
    const pusher = all.find(({ metadata }) => metadata?.name !== trainer?.metadata?.name);
    expect(factsOf(pusher)).toEqual({ scheduler: 'default-scheduler', project: 'team-a' });
  });

  it('may make pods of its own, which go to the scheduler for their GPU', async () => {
    const { cluster } = here();
    const [parent] = await waitForPods(cluster, 'team-tfx', pods);

    // tfx/orchestration/launcher/kubernetes_component_launcher.py: the launcher's owner, no label, one container.
    const child = await create(cluster.kubeConfig, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'trainer-child',
        namespace: 'team-tfx',
        ownerReferences: parent?.metadata?.ownerReferences ?? [],
      },
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'main', image: 'example.com/train', resources: { limits: { 'nvidia.com/gpu': '1' } } }],
      },
    });

    expect(factsOf(child as unknown as V1Pod)).toMatchObject({
      scheduler: 'kai-scheduler',
      project: 'team-a',
      gpus: { main: '1/1' },
    });
  });
});
