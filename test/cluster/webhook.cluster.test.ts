import { afterEach, expect, it } from 'vitest';
import type { Manifest } from './api.ts';
import { create, remove } from './api.ts';
import { auditEvents, auditFlags } from './audit-log.ts';
import type { Answer, FakeWebhook, Review } from './fake-webhook.ts';
import { startFakeWebhook } from './fake-webhook.ts';
import { ensureNamespace } from './namespaces.ts';
import { describeOnCluster } from './suite.ts';
import { waitFor } from './wait.ts';
import type { Registration } from './webhook.ts';
import { ownService, registerWebhook } from './webhook.ts';

const optedIn = { labels: { 'runai-injection': 'enabled' } };
const addLabel: Answer = { patch: [{ op: 'add', path: '/metadata/labels', value: { seen: 'yes' } }] };

function pod(namespace: string, name = 'pod-'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { generateName: name, namespace },
    spec: { containers: [{ name: 'main', image: 'example.com/none' }] },
  };
}

describeOnCluster('the registration of this project’s webhook', { apiServerFlags: auditFlags }, (cluster) => {
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0)) await step();
  });

  async function register(
    answer: (review: Review) => Answer,
    registration: Partial<Registration> = {},
  ): Promise<FakeWebhook> {
    // A Service of its own for each: two webhooks behind one Service would answer for each other.
    const service = { ...ownService, name: registration.name ?? ownService.name };
    const webhook = await startFakeWebhook(cluster(), service, answer);
    const { port, caBundle } = webhook;
    const configuration = await registerWebhook(cluster(), { port, caBundle, service, ...registration });
    undo.push(() => remove(cluster().kubeConfig, configuration), webhook.stop);
    return webhook;
  }

  /** The API server learns of a new configuration by a watch, so the first pods may still be created without it. */
  async function podSeen(namespace: string): Promise<Manifest> {
    return waitFor('a pod that the webhook has seen', async (saw) => {
      const created = await create(cluster().kubeConfig, pod(namespace));
      saw(created);
      return created.metadata.labels?.['seen'] === 'yes' && created;
    });
  }

  it.each(['service', 'url'] as const)('is called by %s for a pod of a namespace that opted in', async (by) => {
    await ensureNamespace(cluster(), `in-${by}`, optedIn);
    const { reviews } = await register(() => addLabel, { by });

    const created = await podSeen(`in-${by}`);

    expect(created.metadata.labels).toEqual({ seen: 'yes' });
    expect(reviews[0]?.request).toMatchObject({
      operation: 'CREATE',
      namespace: `in-${by}`,
      userInfo: { username: 'administrator' },
    });
  });

  it('is told the service account of the controller that makes a pod', async () => {
    await ensureNamespace(cluster(), 'job', optedIn);
    const { reviews } = await register(() => addLabel);
    await podSeen('job');
    await create(cluster().kubeConfig, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'job', namespace: 'job' },
      spec: {
        template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'example.com/none' }] } },
      },
    });

    const users = await waitFor('the pod of the Job', async (saw) => {
      const found = reviews.map(({ request }) => request.userInfo.username);
      saw(found);
      return found.some((user) => user !== 'administrator') && found;
    });

    expect(users.at(-1)).toBe('system:serviceaccount:kube-system:job-controller');
  });

  it('is not called for a namespace that did not opt in', async () => {
    await ensureNamespace(cluster(), 'probe', optedIn);
    await ensureNamespace(cluster(), 'outside');
    const { reviews } = await register(() => addLabel);
    await podSeen('probe');

    const created = await create(cluster().kubeConfig, pod('outside'));

    expect(created.metadata.labels).toBeUndefined();
    expect(reviews.map(({ request }) => request.namespace)).not.toContain('outside');
  });

  it.each([
    ['labelled', { 'runai-injection': 'enabled' }, 'by-label'],
    ['team-labelled', { 'runai-injection': 'enabled' }, 'by-label'],
    ['team-unlabelled', {}, 'by-prefix'],
    ['team-other-value', { 'runai-injection': 'yes' }, 'by-prefix'],
    ['team-opted-out', { 'runai-injection': 'disabled' }, undefined],
    ['opted-out', { 'runai-injection': 'disabled' }, undefined],
    ['unlabelled', {}, undefined],
    ['a-team-unlabelled', {}, undefined],
    ['team-excluded', { 'runai-injection': 'enabled' }, undefined],
    ['team-excluded-by-name', {}, undefined],
    ['gpu-fraction-webhook', { 'runai-injection': 'enabled' }, undefined],
    ['kube-system', { 'runai-injection': 'enabled' }, undefined],
  ] as const)(
    'is called with prefixes by label or by prefix, and never twice: for a pod of namespace %s with %j: %s',
    async (namespace, labels, by) => {
      await ensureNamespace(cluster(), namespace, { labels });
      await ensureNamespace(cluster(), 'team-probe');
      await ensureNamespace(cluster(), 'labelled-probe', optedIn);
      const { reviews } = await register(() => addLabel, {
        namespacePrefixes: ['no"-', 'team-'],
        excludedNamespaces: ['kube-system', 'team-excluded', 'team-excluded-by-name'],
      });
      await podSeen('team-probe');
      await podSeen('labelled-probe');
      await create(cluster().kubeConfig, pod(namespace));

      const [event] = await auditEvents(cluster(), namespace);
      const calls = Object.entries(event?.annotations ?? {})
        .filter(([key]) => key.startsWith('mutation.webhook.admission.k8s.io/'))
        .map(([, value]) => (JSON.parse(value) as { webhook: string }).webhook);

      expect(calls).toEqual(by === undefined ? [] : [`${by}.pods.gpu-fraction-webhook`]);
      expect(reviews.filter(({ request }) => request.namespace === namespace)).toHaveLength(calls.length);
    },
  );

  it('lets pods through when nobody answers', async () => {
    await ensureNamespace(cluster(), 'dead', optedIn);
    const webhook = await register(() => addLabel);
    await podSeen('dead');
    await webhook.stop();

    const created = await create(cluster().kubeConfig, pod('dead'));

    expect(created.metadata.labels).toBeUndefined();
  });

  it('comes after configurations with a smaller name and before those with a greater one', async () => {
    await ensureNamespace(cluster(), 'order', optedIn);
    const order: string[] = [];
    const noted = (name: string) => (): Answer => {
      order.push(name);
      return name === 'z-later' ? addLabel : {};
    };
    await register(noted('z-later'), { name: 'z-later', reinvocationPolicy: 'Never' });
    await register(noted('ours'), { reinvocationPolicy: 'Never' });
    await register(noted('a-earlier'), { name: 'a-earlier', reinvocationPolicy: 'Never' });

    await waitFor('a pod that all three have seen', async (saw) => {
      order.length = 0;
      await create(cluster().kubeConfig, pod('order'));
      saw(order);
      return order.length === 3;
    });

    expect(order).toEqual(['a-earlier', 'ours', 'z-later']);
  });
});
