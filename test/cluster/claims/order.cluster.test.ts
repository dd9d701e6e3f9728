import type { V1Pod } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../api.ts';
import { create, read } from '../api.ts';
import { auditEvents, auditFlags } from '../audit-log.ts';
import { addQueues, startKai } from '../kai.ts';
import { addFakeNodes } from '../nodes.ts';
import { optedIn, probe } from '../own-webhook.ts';
import { events, isBound, waitForPods } from '../pods.ts';
import { waitFor } from '../wait.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import type { FakeOptions } from './fake.ts';
import { pod, register } from './fake.ts';

/** As KAI registers its admission since v0.13. */
const likeKai: Partial<FakeOptions> = {
  reinvocationPolicy: 'IfNeeded',
  matchConditions: [{ name: 'scheduler-name-match', expression: "object.spec.schedulerName == 'kai-scheduler'" }],
};

function half(namespace: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'half', namespace, labels: { RUNAI_PROJECT: 'team-a' }, annotations: { 'gpu-fraction': '0.5' } },
    spec: { containers: [{ name: 'main', image: 'example.com/none' }] },
  };
}

describeWithWebhook('the order of webhooks', { apiServerFlags: auditFlags }, (here) => {
  it.each([
    [
      'is called after ours with the scheduler that we chose, when its configuration’s name is greater',
      'mutating-kai',
      1,
    ],
    // Although it asks to be called again: that is for webhooks that were called the first time.
    ['is never called when its configuration’s name is smaller, not even by reinvocation', 'a-kai', 0],
  ])('one that only wants pods of the scheduler %s', async (_title, name, calls) => {
    const { cluster } = here();
    const ready = pod(name, { schedulerName: 'kai-scheduler' });
    const { reviews } = await register(cluster, { ...likeKai, name, namespace: name, probe: ready });

    const created = await create(cluster.kubeConfig, probe(name));

    expect(created['spec']).toMatchObject({ schedulerName: 'kai-scheduler' });
    expect(reviews).toHaveLength(calls);
  });

  it('calls ours again when a later webhook has changed the pod, and our second answer has no patch', async () => {
    const { cluster } = here();
    await register(cluster, {
      name: 'z-later',
      namespace: 'again',
      answer: ({ request }) => {
        const { annotations } = request.object['metadata'] as { annotations?: object };
        return { patch: [{ op: 'add', path: '/metadata/annotations', value: { ...annotations, later: 'yes' } }] };
      },
    });
    // Not one of the dry runs that came before.
    const before = (await auditEvents(cluster, 'again')).length;

    await create(cluster.kubeConfig, probe('again'));

    const [event] = (await auditEvents(cluster, 'again', { count: before + 1 })).slice(before);
    const rounds = Object.entries(event?.annotations ?? {}).filter(([key]) =>
      key.startsWith('mutation.webhook.admission.k8s.io/'),
    );
    const mutated = rounds.map(([key, value]) => {
      const { configuration, mutated: changed } = JSON.parse(value) as { configuration: string; mutated: boolean };
      // The index counts all webhooks of the API server, those that do not match as well.
      return [key.match(/round_\d/)?.[0], configuration, changed];
    });
    expect(mutated.sort()).toEqual([
      ['round_0', 'gpu-fraction-webhook', true],
      ['round_0', 'z-later', true],
      ['round_1', 'gpu-fraction-webhook', false],
    ]);
  });
});

describe.each([
  ['mutating-kai-admission', true],
  ['a-kai-admission', false],
] as const)('KAI’s own admission, registered as %s', (name, isRight) => {
  describeWithWebhook(
    `KAI as ${name}`,
    {
      groups: ['kai'],
      start: async (cluster) => {
        await startKai(cluster, { mutatingConfigurationName: name });
        await addQueues(cluster, 'team-a');
        await addFakeNodes(cluster, { name: 'gpu-node', gpus: 2 });
      },
    },
    (here) => {
      it(
        isRight ? 'prepares a pod with a share, which is bound' : 'never sees a pod with a share, which is not bound',
        async () => {
          const { cluster, webhook } = here();
          await webhook.namespace('order', optedIn('team-a'));
          const created = (await create(cluster.kubeConfig, half('order'))) as unknown as V1Pod;
          expect(created.spec?.schedulerName).toBe('kai-scheduler');

          if (isRight) {
            expect(created.metadata?.annotations).toHaveProperty(['runai/shared-gpu-configmap']);
            await waitForPods(cluster, 'order', { where: isBound, logsOf: ['kai-binder'] });
            return;
          }
          expect(created.metadata?.annotations).not.toHaveProperty(['runai/shared-gpu-configmap']);
          const reason = await waitFor('KAI to say why it does not bind the pod', async (saw) => {
            const all = await events(cluster, 'order');
            saw(all);
            return all.find((event) => event.includes('no desired configmap name'));
          });
          expect(reason).toContain('Pod/half');
          expect(isBound((await read(cluster.kubeConfig, half('order'))) as unknown as V1Pod)).toBe(false);
        },
      );
    },
  );
});
