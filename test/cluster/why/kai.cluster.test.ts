import { expect, it } from 'vitest';
import type { PodReport } from '../../../src/pod-report/report.ts';
import type { Manifest } from '../api.ts';
import { apply, create } from '../api.ts';
import { startKai } from '../kai.ts';
import { addFakeNodes } from '../nodes.ts';
import { optedIn } from '../own-webhook.ts';
import { events, isBound, waitForPods } from '../pods.ts';
import { logsOf } from '../systems/kai-binding.ts';
import { waitFor } from '../wait.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { why } from './why.ts';

const unlimited = { quota: -1, limit: -1, overQuotaWeight: 1 };

const queue = (name: string, gpu: object, parentQueue?: string): Manifest => ({
  apiVersion: 'scheduling.run.ai/v2',
  kind: 'Queue',
  metadata: { name },
  spec: { ...(parentQueue && { parentQueue }), resources: { cpu: unlimited, memory: unlimited, gpu } },
});

const template = (gpus: number, labels: Record<string, string> = {}) => ({
  metadata: { labels: { runai: 'true', ...labels } },
  spec: {
    restartPolicy: 'Never',
    containers: [{ name: 'main', image: 'example.com/none', resources: { limits: { 'nvidia.com/gpu': gpus } } }],
  },
});

const pod = (namespace: string, gpus: number, labels: Record<string, string> = {}): Manifest => {
  const { metadata, spec } = template(gpus, labels);
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'train', namespace }, spec };
};

/** A Job of one pod, whose gang has three. */
const gang = (namespace: string): Manifest => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'train', namespace, annotations: { 'kai.scheduler/batch-min-member': '3' } },
  spec: { completions: 3, parallelism: 1, template: template(1) },
});

describeWithWebhook(
  'why, on a real KAI,',
  {
    groups: ['kai'],
    start: async (cluster) => {
      await startKai(cluster, { reserves: false });
      await apply(
        cluster.kubeConfig,
        queue('department', unlimited),
        queue('no-quota', { ...unlimited, quota: 0 }, 'department'),
        queue('limited', { quota: 1, limit: 1, overQuotaWeight: 1 }, 'department'),
        queue('team-a', unlimited, 'department'),
        queue('orphan', unlimited, 'no-department'),
      );
      await addFakeNodes(cluster, { name: 'gpu-node', gpus: 2 });
    },
  },
  (here) => {
    it.each<[string, string, (namespace: string) => Manifest, string, RegExp, string]>([
      [
        'queue does not exist',
        'absent',
        (ns) => pod(ns, 1),
        'queue-missing',
        /queue absent does not exist; label project of the pod names it/,
        "Queue 'absent' does not exist",
      ],
      [
        'queue’s parent does not exist',
        'orphan',
        (ns) => pod(ns, 1),
        'parent-queue-missing',
        /queue orphan stands below queue no-department/,
        '',
      ],
      [
        'queue is a department',
        'department',
        (ns) => pod(ns, 1),
        'queue-not-leaf',
        /queue department has queues below it \(limited, no-quota, team-a\)/,
        '',
      ],
      [
        'queue has no quota for what may not be preempted',
        'no-quota',
        (ns) => pod(ns, 1, { priorityClassName: 'build' }),
        'over-quota',
        /queue no-quota has no quota left/,
        'Non-preemptible workload is over quota',
      ],
      [
        'queue is at its limit',
        'limited',
        (ns) => pod(ns, 2),
        'over-limit',
        /queue limited is at its limit/,
        'limited quota has reached the allowable limit of GPUs',
      ],
      [
        'gang has too few pods',
        'team-a',
        gang,
        'gang-incomplete',
        /gang starts only when 3 pods are there/,
        'Waiting for 3 pods, currently 1 exist',
      ],
      [
        'GPUs are on no node',
        'team-a',
        (ns) => pod(ns, 9),
        'no-node-fits',
        /no node has what it asks for/,
        'Max GPU resources available in a single node',
      ],
    ])('says that its %s', async (_, project, make, cause, sentence, said) => {
      const { cluster, webhook } = here();
      const namespace = `why-${cause}`;
      await webhook.namespace(namespace, optedIn(project));
      await create(cluster.kubeConfig, make(namespace));
      const [made] = await waitForPods(cluster, namespace, {});
      const name = made?.metadata?.name ?? '';

      const { report, exitCode } = await waitFor(`the reason ${cause}`, async (saw) => {
        const answer = await why(cluster, namespace, name);
        saw(answer.report);
        const [first] = answer.report.waits;
        // What the scheduler says comes a little after what its objects show.
        return first?.cause === cause && (first.said ?? '').includes(said) && answer;
      });

      expect(exitCode).toBe(1);
      expect(report.atCreation.kind).toBe('patched');
      expect(report.now.differences).toEqual([]);
      expect(report.waits).toMatchObject([{ cause, sentence: expect.stringMatching(sentence) }]);
    });

    it('says that nothing is waited for but the kubelet, once a pod is bound', async () => {
      const { cluster, webhook } = here();
      await webhook.namespace('bound', optedIn('team-a'));
      await create(cluster.kubeConfig, pod('bound', 1));
      await waitForPods(cluster, 'bound', { where: isBound, logsOf });

      const { report } = await why(cluster, 'bound', 'train');

      expect(report).toMatchObject({
        state: 'starting',
        node: 'gpu-node',
        queue: 'team-a',
      } satisfies Partial<PodReport>);
      expect(report.waits.map(({ cause }) => cause)).toEqual(['container-starts']);
    });

    it('says that no node has room where the GPUs are all in use', async () => {
      const { cluster, webhook } = here();
      await webhook.namespace('in-use', optedIn('team-a'));
      const two = pod('in-use', 2);
      await create(cluster.kubeConfig, { ...two, metadata: { ...two.metadata, name: 'other' } });
      await create(cluster.kubeConfig, two);

      const wait = await waitFor('the scheduler to say so', async (saw) => {
        const all = await Promise.all(['other', 'train'].map((name) => why(cluster, 'in-use', name)));
        saw(all);
        return all.flatMap(({ report }) => report.waits).find(({ cause }) => cause === 'no-node-fits');
      });

      expect(wait.said).toContain('enough resources: GPUs');
    });

    // Last: until the binder gives up, after 40 s, the GPU is taken.
    it('says that a share waits for the reservation of its GPU, which the binder has asked for', async () => {
      const { cluster, webhook } = here();
      await webhook.namespace('reserving', optedIn('team-a'));
      const half = pod('reserving', 0);
      half['metadata'] = { ...half.metadata, annotations: { 'gpu-fraction': '0.5' } };
      await create(cluster.kubeConfig, half);

      const wait = await waitFor('the binder to have been asked', async (saw) => {
        const { report } = await why(cluster, 'reserving', 'train');
        saw(report);
        return report.waits.find(({ cause }) => cause === 'gpu-reservation');
      });

      expect(wait.sentence).toMatch(/node gpu-node is chosen; the GPU that is shared has to be reserved first/);
    });
  },
);

describeWithWebhook(
  'why, on a real KAI without GPU sharing,',
  { groups: ['kai'], start: (cluster) => startKai(cluster, { gpuSharing: false }) },
  (here) => {
    it('says of a pod that KAI refused what it takes', async () => {
      const { cluster, webhook } = here();
      await webhook.namespace('unshared', optedIn('team-a'));
      const { spec } = template(0);
      await create(cluster.kubeConfig, {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: 'lab', namespace: 'unshared' },
        spec: {
          replicas: 1,
          selector: { matchLabels: { app: 'lab' } },
          template: {
            metadata: { labels: { app: 'lab' }, annotations: { 'gpu-fraction': '0.5' } },
            spec: { containers: spec.containers },
          },
        },
      });
      await waitFor('an event', async () =>
        (await events(cluster, 'unshared')).some((one) => one.startsWith('FailedCreate')),
      );

      await expect(why(cluster, 'unshared', 'lab-0')).rejects.toThrow(
        /^there is no pod lab-0 in namespace unshared, and StatefulSet lab could not create one: .*GPU sharing is disabled.*; ask the platform team to switch GPU sharing on/,
      );
    });
  },
);
