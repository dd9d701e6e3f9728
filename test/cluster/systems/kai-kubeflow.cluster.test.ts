import { describe, expect, it } from 'vitest';
import { create } from '../api.ts';
import { startNotebookController } from '../notebook-controller.ts';
import type { PodDefaultsName } from '../poddefaults.ts';
import { profileLabels, startPodDefaults } from '../poddefaults.ts';
import { startTrainingOperator } from '../training-operator.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { bound, queues, sharingContainers, startKaiWithNodes } from './kai-binding.ts';
import { notebook, podDefault } from './notebook.ts';
import { factsOf } from './pod-facts.ts';
import { pyTorchJob } from './pytorch-job.ts';
import { creating } from './side-by-side.ts';

describeWithWebhook(
  'KAI, with a PyTorchJob that the webhook sends it',
  {
    groups: ['kai', 'training-operator'],
    start: async (cluster) => {
      await startKaiWithNodes(cluster);
      await startTrainingOperator(cluster);
    },
  },
  (here) => {
    it('binds it as one gang, charged to the project that one of its templates names', async () => {
      const pods = await bound(here(), 'pytorch', creating(here(), pyTorchJob('team-a')), { count: 3 });

      expect(pods.map((pod) => factsOf(pod).gpus)).toEqual(pods.map(() => ({ pytorch: '1/1' })));
      expect(await queues(here(), 'pytorch')).toEqual(['team-a']);
    });
  },
);

describe.each<PodDefaultsName>([
  'admission-webhook-mutating-webhook-configuration',
  'poddefaults-webhook-mutating-webhook-configuration',
])('KAI, with a Notebook whose PodDefaults webhook is registered as %s', (name) => {
  describeWithWebhook(
    `KAI with ${name}`,
    {
      groups: ['kai', 'notebook-controller', 'poddefaults'],
      start: async (cluster) => {
        await startKaiWithNodes(cluster);
        await startPodDefaults(cluster, name);
        await startNotebookController(cluster);
      },
    },
    (here) => {
      it.each([
        ['whole', undefined, 1, []],
        ['half', '0.5', undefined, ['lab']],
      ] as const)(
        'binds it, and gives a share to the notebook’s container: %s',
        async (kind, fraction, gpus, share) => {
          const namespace = `notebook-${kind}`;
          const [pod] = await bound(
            here(),
            namespace,
            async () => {
              const { cluster, webhook } = here();
              const manifest = podDefault(namespace, 'team-gpu', 'team-a', fraction);
              webhook.knows(manifest);
              await create(cluster.kubeConfig, manifest);
              const made = notebook('lab', 'team-gpu', gpus);
              await create(cluster.kubeConfig, { ...made, metadata: { ...made.metadata, namespace } });
            },
            { labels: profileLabels },
          );

          expect(factsOf(pod).project).toBe('team-a');
          expect(sharingContainers(pod)).toEqual(share);
          expect(await queues(here(), namespace)).toEqual(['team-a']);
        },
      );
    },
  );
});
