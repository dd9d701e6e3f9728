import { beforeAll, expect, it } from 'vitest';
import type { Manifest } from '../api.ts';
import { create, mergePatch, read } from '../api.ts';
import { startArgo } from '../argo.ts';
import { auditFlags } from '../audit-log.ts';
import { addQueues } from '../kai.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn } from '../own-webhook.ts';
import { events, isBound, waitForPods } from '../pods.ts';
import { logsOf, queues, startKaiWithNodes } from '../systems/kai-binding.ts';
import { waitFor } from '../wait.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { installQuotaPolicy } from './quota-policy.ts';

const queue = 'kai.scheduler/queue';
const pool = 'kai.scheduler/node-pool';
const container = { name: 'main', image: 'example.com/none', command: ['train'] };
/** The webhook sends it to the scheduler for team-a, and finds nothing wrong with it. */
const ofTeamA = { RUNAI_PROJECT: 'team-a' };

/** The webhook leaves it alone, and it goes to the scheduler all the same. */
const optedOut = { 'runai-injection': 'disabled' };
const byHand = { schedulerName: 'kai-scheduler' };

function job(
  namespace: string,
  labels: Record<string, string> = {},
  podLabels: Record<string, string> = ofTeamA,
  podSpec: object = {},
) {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'train', namespace, labels },
    spec: {
      // One after the other, until a test asks for both at once.
      completions: 2,
      parallelism: 1,
      template: {
        metadata: { labels: podLabels },
        spec: { restartPolicy: 'Never', containers: [container], ...podSpec },
      },
    },
  } satisfies Manifest;
}

function cronJob(namespace: string, labels: Record<string, string>): Manifest {
  const { metadata, spec } = job(namespace, labels);
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace },
    spec: { schedule: '* * * * *', suspend: true, jobTemplate: { metadata: { labels: metadata.labels }, spec } },
  };
}

function workflow(namespace: string, labels: Record<string, string>): Manifest {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { name: 'steps', namespace, labels },
    spec: {
      entrypoint: 'train',
      serviceAccountName: 'default',
      templates: [{ name: 'train', metadata: { labels: ofTeamA }, container }],
    },
  };
}

describeWithWebhook(
  'KAI’s podgrouper, with the policy on its PodGroups,',
  {
    groups: ['kai', 'argo'],
    apiServerFlags: auditFlags,
    start: async (cluster) => {
      await startKaiWithNodes(cluster);
      await addQueues(cluster, 'default-queue', 'night');
      await startArgo(cluster);
    },
  },
  (here) => {
    const older = job('older', { [queue]: 'team-b' });

    beforeAll(async () => {
      const { cluster } = here();
      await project('older');
      await create(cluster.kubeConfig, older);
      await waitForPods(cluster, 'older', { where: isBound, logsOf });
      await installQuotaPolicy(cluster);
    });

    /** A namespace of team-a that opted in, known to the webhook. */
    async function project(namespace: string, annotations: Record<string, string> = {}): Promise<void> {
      await here().webhook.namespace(namespace, optedIn('team-a'));
      await ensureNamespace(here().cluster, namespace, { labels: optedIn('team-a'), annotations });
    }

    /** What an event of a pod says about its refused PodGroup. */
    function warning(namespace: string): Promise<string> {
      const { cluster } = here();
      return waitFor(`the event of a refusal in ${namespace}`, async (saw) => {
        const all = await events(cluster, namespace);
        saw(all);
        return all.find((event) => event.startsWith('PodGrouperWarning Pod/') && event.includes('foreign-queue'));
      });
    }

    const refusal = (namespace: string) =>
      `denied request: foreign-queue: spec.queue is "team-b", but namespace ${namespace} belongs to project team-a`;

    it.each<[string, (namespace: string) => Manifest]>([
      ['queue', (namespace) => job(namespace, { [queue]: 'team-b' })],
      ['project', (namespace) => job(namespace, { project: 'team-b' })],
    ])('says on the pod of a Job with another team’s %s label why it is not scheduled', async (label, make) => {
      const { cluster } = here();
      const namespace = `job-${label}`;
      await project(namespace);

      await create(cluster.kubeConfig, make(namespace));

      expect(await warning(namespace)).toContain(refusal(namespace));
      const [pod] = await waitForPods(cluster, namespace);
      // The webhook saw nothing wrong: it does not know the Job.
      expect(pod?.metadata?.labels).toMatchObject({ project: 'team-a' });
      expect(pod?.spec).toMatchObject({ schedulerName: 'kai-scheduler' });
      expect(pod && isBound(pod)).toBe(false);
    });

    it('says so on a pod that opted out of the webhook and names the scheduler by itself', async () => {
      const { cluster } = here();
      await project('by-hand');

      await create(cluster.kubeConfig, job('by-hand', { [queue]: 'team-b' }, optedOut, byHand));

      expect(await warning('by-hand')).toContain(refusal('by-hand'));
    });

    it('says so on the pod of a CronJob’s Job', async () => {
      const { cluster } = here();
      await project('cron-job');
      const nightly = cronJob('cron-job', { [queue]: 'team-b' });
      await create(cluster.kubeConfig, nightly);
      // A run that was missed is made up for at once; nobody waits for the next minute.
      await mergePatch(cluster.kubeConfig, nightly, { status: { lastScheduleTime: hourAgo() } }, '/status');
      await mergePatch(cluster.kubeConfig, nightly, { spec: { suspend: false } });

      expect(await warning('cron-job')).toContain(refusal('cron-job'));
    });

    it('says so on the pod of an Argo Workflow whose label KAI fills into its pods', async () => {
      const { cluster } = here();
      await project('workflow');

      await create(cluster.kubeConfig, workflow('workflow', { [queue]: 'team-b' }));

      expect(await warning('workflow')).toContain(refusal('workflow'));
      const [pod] = await waitForPods(cluster, 'workflow');
      expect(pod?.metadata?.labels).not.toHaveProperty([queue]);
    });

    it('goes on with other pods of the same namespace', async () => {
      const { cluster } = here();
      await project('go-on');
      await create(cluster.kubeConfig, job('go-on', { [queue]: 'team-b' }));
      await warning('go-on');

      await create(cluster.kubeConfig, { ...job('go-on'), metadata: { name: 'right', namespace: 'go-on' } });

      const [pod] = await waitForPods(cluster, 'go-on', { where: isBound, logsOf });
      expect(pod?.metadata?.name).toMatch(/^right-/);
      expect(await queues(here(), 'go-on')).toEqual(['team-a']);
    });

    it('schedules the pod as soon as the labels of its Job are put right', async () => {
      const { cluster } = here();
      await project('put-right');
      const made = job('put-right', { [queue]: 'team-b' });
      await create(cluster.kubeConfig, made);
      await warning('put-right');

      await mergePatch(cluster.kubeConfig, made, { metadata: { labels: { [queue]: 'team-a' } } });

      await waitForPods(cluster, 'put-right', { where: isBound, logsOf });
      expect(await queues(here(), 'put-right')).toEqual(['team-a']);
    });

    it('reads labels that changed after the Job was created, until there is a PodGroup', async () => {
      const { cluster } = here();
      await project('relabelled');
      const made = job('relabelled');
      await create(cluster.kubeConfig, { ...made, spec: { ...made.spec, suspend: true } });
      await mergePatch(cluster.kubeConfig, made, { metadata: { labels: { [queue]: 'team-b' } } });
      await mergePatch(cluster.kubeConfig, made, { spec: { suspend: false } });
      expect(await warning('relabelled')).toContain(refusal('relabelled'));

      await mergePatch(cluster.kubeConfig, made, { metadata: { labels: { [queue]: 'team-a' } } });
      await waitForPods(cluster, 'relabelled', { where: isBound, logsOf });
      await mergePatch(cluster.kubeConfig, made, { metadata: { labels: { [queue]: 'team-b' } } });
      await mergePatch(cluster.kubeConfig, made, { spec: { parallelism: 2 } });

      await waitForPods(cluster, 'relabelled', { count: 2, where: isBound, logsOf });
      expect(await queues(here(), 'relabelled')).toEqual(['team-a']);
    });

    it.each<[string, string, (namespace: string) => Manifest]>([
      ['names no queue at all', 'default-queue', (namespace) => job(namespace, {}, optedOut, byHand)],
      ['names a queue of the namespace’s annotation', 'night', (namespace) => job(namespace, { [queue]: 'night' })],
    ])('binds the pod of a Job that %s', async (_, name, make) => {
      const { cluster } = here();
      const namespace = `allowed-${name}`;
      await project(namespace, { 'gpu-fraction-webhook/queues': 'weekend, night' });

      await create(cluster.kubeConfig, make(namespace));

      await waitForPods(cluster, namespace, { where: isBound, logsOf });
      expect(await queues(here(), namespace)).toEqual([name]);
    });

    it('binds the pod of a Job with any queue in a namespace without a project', async () => {
      const { cluster, webhook } = here();
      await webhook.namespace('nobodys', optedIn());

      await create(cluster.kubeConfig, job('nobodys', { [queue]: 'team-b' }));

      await waitForPods(cluster, 'nobodys', { where: isBound, logsOf });
      expect(await queues(here(), 'nobodys')).toEqual(['team-b']);
    });

    it('makes the PodGroup of a node pool’s queue, with the pool’s label, and none without that label', async () => {
      const { cluster } = here();
      await project('pool');
      await create(cluster.kubeConfig, job('pool', {}, { ...ofTeamA, [pool]: 'blue' }));
      expect(await queues(here(), 'pool')).toEqual(['team-a-blue']);

      await project('no-pool');
      await create(cluster.kubeConfig, job('no-pool', { [queue]: 'team-a-blue' }));
      expect(await warning('no-pool')).toContain(
        'if that is the queue of node pool blue, add the label kai.scheduler/node-pool=blue',
      );
    });

    it('goes on with a PodGroup of another team’s queue that is older than the policy', async () => {
      const { cluster } = here();

      await mergePatch(cluster.kubeConfig, older, { spec: { parallelism: 2 } });

      await waitForPods(cluster, 'older', { count: 2, where: isBound, logsOf });
      expect(await queues(here(), 'older')).toEqual(['team-b']);
      expect(await events(cluster, 'older')).not.toContainEqual(expect.stringContaining('foreign-queue'));
    });

    // A limit of the guard, told in docs/quota-guard.md: the scheduler looks PodGroups up by their name alone.
    it.each<[string, Record<string, string>]>([
      ['a pod without owner', {}],
      ['a pod that the podgrouper is told to skip', { 'kai.scheduler/skip-podgrouper': 'true' }],
    ])('cannot keep %s from joining the PodGroup of another namespace by its annotation', async (_, annotations) => {
      const { cluster, webhook } = here();
      const lender = `lender-${Object.keys(annotations).length}`;
      await webhook.namespace(lender, optedIn('team-b'));
      await create(cluster.kubeConfig, job(lender, {}, { RUNAI_PROJECT: 'team-b' }));
      const [lent] = await waitForPods(cluster, lender, { where: isBound, logsOf });
      // Its own project has no queue, so that nothing of its own could be bound.
      const borrower = `borrower-${Object.keys(annotations).length}`;
      await webhook.namespace(borrower, optedIn('without-queue'));
      const named = { 'pod-group-name': lent?.metadata?.annotations?.['pod-group-name'] ?? '', ...annotations };
      const pod = (name: string, own: Record<string, string>): Manifest => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: borrower, labels: { RUNAI_PROJECT: 'without-queue' }, annotations: own },
        spec: { containers: [container] },
      });

      await create(cluster.kubeConfig, pod('honest', {}));
      await create(cluster.kubeConfig, pod('joining', named));

      const found = await waitForPods(cluster, borrower, { where: isBound, logsOf });
      expect(found.map(({ metadata }) => metadata?.name)).toEqual(['joining']);
    });

    it('has a schema of PodGroups in which the API server finds every field of the policy', async () => {
      const { cluster } = here();
      const policy = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name: 'gpu-fraction-webhook-quota' },
      };
      const status = await waitFor('the controller manager to have checked the types', async (saw) => {
        const found = await read<{ status?: { observedGeneration?: number; typeChecking?: object } }>(
          cluster.kubeConfig,
          policy,
        );
        saw(found);
        return found?.status?.observedGeneration !== undefined && found.status;
      });
      expect(status.typeChecking ?? {}).toEqual({});
    });
  },
);

/** RFC 3339 in whole seconds, as the API's times are. */
function hourAgo(): string {
  return new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+/, '');
}
