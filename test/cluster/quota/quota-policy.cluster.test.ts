import { expect, it } from 'vitest';
import type { Manifest } from '../api.ts';
import { apply, create, mergePatch, read, remove } from '../api.ts';
import { auditFlags } from '../audit-log.ts';
import { judge } from '../judgement.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn } from '../own-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import type { Workload } from './pod-group.ts';
import { installPodGroupCrd, podGroup, podGroupOf } from './pod-group.ts';
import { installQuotaPolicy } from './quota-policy.ts';

const queue = 'kai.scheduler/queue';
const pool = 'kai.scheduler/node-pool';
/** What this project's webhook has put on the pod, whatever its owner says. */
const byTheWebhook = { project: 'team-a' };
/** Created before there is a policy. */
const older = podGroup('alice', { name: 'older', spec: { queue: 'team-b', minMember: 1 } });

describeOnCluster(
  'the policy on PodGroups, in a namespace of team-a,',
  {
    apiServerFlags: auditFlags,
    start: async (cluster) => {
      await installPodGroupCrd(cluster);
      await ensureNamespace(cluster, 'alice', { labels: optedIn('team-a') });
      await ensureNamespace(cluster, 'nobodys', { labels: optedIn() });
      await ensureNamespace(cluster, 'unnamed', { labels: { ...optedIn(), 'kai/project': '' } });
      await ensureNamespace(cluster, 'several', {
        labels: optedIn('team-a'),
        annotations: { 'gpu-fraction-webhook/queues': ' night,\tweekend\u00a0, ' },
      });
      await ensureNamespace(cluster, 'many', {
        labels: optedIn('team-a'),
        annotations: {
          'gpu-fraction-webhook/queues': Array.from({ length: 10_000 }, (_, index) => `team-a-${index}`).join(', '),
        },
      });
      await create(cluster.kubeConfig, older);
      await installQuotaPolicy(cluster);
    },
  },
  (cluster) => {
    it.each<[string, Workload, string]>([
      ['a Job with another team’s queue label', { owner: { [queue]: 'team-b' }, pod: byTheWebhook }, 'team-b'],
      ['a Job with another team’s project label', { owner: { project: 'team-b' }, pod: byTheWebhook }, 'team-b'],
      [
        'a Job of a CronJob whose template has the label',
        { owner: { project: 'team-b' }, pod: byTheWebhook },
        'team-b',
      ],
      [
        'an Argo Workflow whose queue label is filled into its pods',
        { owner: { [queue]: 'team-b' }, pod: byTheWebhook, fillsIntoPods: true },
        'team-b',
      ],
      ['a bare pod with another team’s queue label', { pod: { ...byTheWebhook, [queue]: 'team-b' } }, 'team-b'],
      ['a node pool’s queue without the pool’s label', { owner: { [queue]: 'team-a-blue' } }, 'team-a-blue'],
      [
        'a node pool’s queue with the label of another pool',
        { owner: { [queue]: 'team-a-blue' }, pod: { [pool]: 'green' } },
        'team-a-blue',
      ],
      ['a queue with the namespace’s project at its beginning', { owner: { [queue]: 'team-a2' } }, 'team-a2'],
      ['a queue label that is empty', { owner: { [queue]: '' } }, ''],
    ])('refuses the PodGroup of %s', async (_, workload, named) => {
      const { refused } = await judge(cluster(), podGroupOf('alice', workload));

      expect(refused).toMatchObject({ code: 403 });
      expect(refused?.message).toContain(
        `foreign-queue: spec.queue is "${named}", but namespace alice belongs to project team-a (label kai/project of the namespace): a pod must not spend another team's quota; name team-a in the labels kai.scheduler/queue and project of the workload and its pods`,
      );
    });

    it.each<[string, Workload]>([
      ['whose labels say team-a', { owner: { project: 'team-a' }, pod: byTheWebhook }],
      ['whose pod alone says team-a', { pod: byTheWebhook }],
      ['of a node pool, with the pool’s label', { owner: { project: 'team-a' }, pod: { [pool]: 'blue' } }],
      ['of a node pool, named by queue and pool label', { owner: { [queue]: 'team-a-blue', [pool]: 'blue' } }],
      ['that names no queue, so that KAI takes default-queue, which is allowed', {}],
      [
        'that is an Argo Workflow whose pods have a queue label of their own',
        {
          owner: { [queue]: 'team-b' },
          pod: { [queue]: 'team-a' },
          fillsIntoPods: true,
        },
      ],
    ])('lets the PodGroup of a workload pass %s', async (_, workload) => {
      expect(await judge(cluster(), podGroupOf('alice', workload))).toEqual({ refused: undefined, warnings: [] });
    });

    it.each(['nobodys', 'unnamed'])('lets every queue pass in a namespace without a project: %s', async (namespace) => {
      const { refused } = await judge(cluster(), podGroupOf(namespace, { owner: { [queue]: 'team-b' } }));
      expect(refused).toBeUndefined();
    });

    it.each([
      ['several', 'night', true],
      ['several', 'weekend', true],
      ['several', 'team-a', true],
      ['several', 'team-b', false],
      ['several', 'night,', false],
      // It ends with a comma, which is no permission for the queue without a name.
      ['several', '', false],
      ['alice', 'night', false],
      // A list of 200,000 bytes is still within what an expression may cost.
      ['many', 'team-a-9999', true],
      ['many', 'team-b', false],
    ])('knows the queues in the annotation of namespace %s: %j passes: %s', async (namespace, name, passes) => {
      const { refused } = await judge(cluster(), podGroup(namespace, { spec: { queue: name } }));
      expect(refused?.message ?? '').toContain(passes ? '' : 'foreign-queue: spec.queue is ');
      expect(refused === undefined).toBe(passes);
    });

    it.each<[string, string, string]>([
      [
        'a missing pool label',
        'team-a-blue',
        'or, if that is the queue of node pool blue, add the label kai.scheduler/node-pool=blue;',
      ],
      [
        'no pool that it could mean',
        'team-b',
        'or team-a-<pool> together with the label kai.scheduler/node-pool=<pool>;',
      ],
      ['nothing after the dash', 'team-a-', 'or team-a-<pool> together with the label kai.scheduler/node-pool=<pool>;'],
    ])('says what to do about %s', async (_, name, remedy) => {
      const { refused } = await judge(cluster(), podGroup('alice', { spec: { queue: name } }));
      expect(refused?.message).toContain(remedy);
      expect(refused?.message).toContain(
        'further queues of a namespace stand in its annotation gpu-fraction-webhook/queues',
      );
    });

    it.each<[string, unknown]>([
      ['a line break', 'team-a\nteam-b'],
      ['a line break after the right name', 'team-a\n'],
      ['quotes', '"team-b" || true'],
      ['a direction mark', 'team-\u202eb'],
      ['an emoji', '😀'],
      ['a hundred thousand characters', 'team-a-'.padEnd(100_000, 'x')],
    ])('refuses a queue with %s, in one short line that does not repeat it', async (_, name) => {
      const { refused } = await judge(cluster(), podGroup('alice', { spec: { queue: name } }));
      expect(refused).toMatchObject({ code: 403 });
      expect(refused?.message).toContain(
        'foreign-queue: spec.queue is no name that a queue can have, but namespace alice',
      );
      expect(refused?.message).toMatch(/^.{1,1000}$/);
      expect(refused?.message).not.toContain(String(name));
    });

    it.each<[string, unknown]>([
      ['a number', { queue: 5 }],
      ['null', { queue: null }],
      ['a list', { queue: ['team-a'] }],
      ['in a spec that is a text', 'team-a'],
      ['missing', { minMember: 1 }],
      ['missing with the whole spec', undefined],
    ])('refuses a queue that is %s', async (_, spec) => {
      const { refused } = await judge(cluster(), podGroup('alice', { spec }));
      expect(refused?.message).toContain(': foreign-queue: spec.queue is ');
      expect(refused).toMatchObject({ code: 403 });
    });

    it('judges every version of PodGroup', async () => {
      const foreign = podGroup('alice', { version: 'v2', spec: { queue: 'team-b' } });
      expect((await judge(cluster(), foreign)).refused).toMatchObject({ code: 403 });
      const own = podGroup('alice', { version: 'v2', spec: { queue: 'team-a' } });
      expect((await judge(cluster(), own)).refused).toBeUndefined();
    });

    it.each<[string, object, string]>([
      ['status', { status: { phase: 'Running' } }, '/status'],
      ['labels', { metadata: { labels: { later: 'yes' } } }, ''],
      ['annotations', { metadata: { annotations: { later: 'yes' } } }, ''],
      ['spec beside the queue', { spec: { minMember: 2 } }, ''],
      ['queue, written as it was', { spec: { queue: 'team-b' } }, ''],
    ])('lets a PodGroup that is older than it, with another team’s queue, change its %s', async (_, patch, sub) => {
      await mergePatch(cluster().kubeConfig, older, patch, sub);
      expect(await read(cluster().kubeConfig, older)).toMatchObject({ ...patch, spec: { queue: 'team-b' } });
    });

    it('lets nobody change a queue by the way of status', async () => {
      await mergePatch(cluster().kubeConfig, older, { spec: { queue: 'team-c' } }, '/status');
      expect(await read(cluster().kubeConfig, older)).toMatchObject({ spec: { queue: 'team-b' } });
    });

    it.each<[string, string | null]>([
      ['from one foreign queue to another', 'team-c'],
      ['to no queue', null],
    ])('refuses to change the queue of a PodGroup that is older than it %s', async (_, name) => {
      await expect(mergePatch(cluster().kubeConfig, older, { spec: { queue: name } })).rejects.toMatchObject({
        code: 403,
        message: expect.stringContaining('foreign-queue'),
      });
    });

    it('refuses to change the queue of a PodGroup to another team’s, by patch and by apply', async () => {
      const own = podGroup('alice', { spec: { queue: 'team-a' } });
      await create(cluster().kubeConfig, own);
      const changed: Manifest = { ...own, spec: { queue: 'team-b' } };
      const refused = { code: 403, message: expect.stringContaining('spec.queue is "team-b"') };

      await expect(mergePatch(cluster().kubeConfig, own, { spec: { queue: 'team-b' } })).rejects.toMatchObject(refused);
      await expect(apply(cluster().kubeConfig, changed)).rejects.toMatchObject(refused);
      await mergePatch(cluster().kubeConfig, own, { spec: { queue: 'default-queue' } });
      expect(await read(cluster().kubeConfig, own)).toMatchObject({ spec: { queue: 'default-queue' } });
    });

    it('lets a foreign PodGroup that is older than it be given back, and be deleted', async () => {
      await mergePatch(cluster().kubeConfig, older, { spec: { queue: 'team-a' } });
      await expect(mergePatch(cluster().kubeConfig, older, { spec: { queue: 'team-b' } })).rejects.toMatchObject({
        code: 403,
      });
      await remove(cluster().kubeConfig, older);
      expect(await read(cluster().kubeConfig, older)).toBeUndefined();
    });

    it('has no expression that the API server warns about', async () => {
      const policy: Manifest = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name: 'gpu-fraction-webhook-quota' },
      };
      const status = await waitFor('the controller manager to have checked the types', async (saw) => {
        const found = await read<{ status?: { observedGeneration?: number; typeChecking?: object } }>(
          cluster().kubeConfig,
          policy,
        );
        saw(found);
        return found?.status?.observedGeneration !== undefined && found.status;
      });
      expect(status.typeChecking ?? {}).toEqual({});
    });
  },
);
