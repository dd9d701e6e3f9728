import type { V1Pod } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { WEBHOOK_NAMES } from '../../../src/registration/webhook-configuration.ts';
import type { Manifest } from '../api.ts';
import { call, create, createSeeing, mergePatch, read } from '../api.ts';
import { auditEvents, auditFlags, saidBy } from '../audit-log.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn } from '../own-webhook.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { factsOf } from './pod-facts.ts';

const webhookName = WEBHOOK_NAMES.byLabel;
const untouched = { scheduler: 'default-scheduler' };

/** A pod that asks for half a GPU in every way there is. */
function asking(namespace: string, more: { labels?: Record<string, string>; gpus?: string } = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'asking',
      namespace,
      labels: { RUNAI_PROJECT: 'team-a', ...more.labels },
      annotations: { RUNAI_GPU_FRACTION: '50%' },
    },
    spec: {
      containers: [
        {
          name: 'main',
          image: 'example.com/none',
          ...(more.gpus !== undefined && { resources: { limits: { 'nvidia.com/gpu': more.gpus } } }),
        },
      ],
    },
  };
}

describeWithWebhook('what the webhook touches', { apiServerFlags: auditFlags }, (here) => {
  const facts = (pod: unknown) => factsOf(pod as V1Pod);

  it('is a pod of a namespace that opted in, which comes out in the scheduler’s own words', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('opted-in', optedIn('team-a'));

    const { body, warnings } = await createSeeing(cluster.kubeConfig, asking('opted-in'));

    expect(facts(body)).toEqual({
      scheduler: 'kai-scheduler',
      project: 'team-a',
      fraction: '0.5',
      container: 'main',
      decision: expect.stringMatching(/^routed \(asked\): /),
    });
    expect(warnings).toEqual([]);
    const [event] = await auditEvents(cluster, 'opted-in');
    expect(saidBy(webhookName, event)).toEqual({
      outcome: 'mutated',
      reason: 'asked',
      project: 'team-a',
      'gpu-fraction': '0.5',
    });
    // What the API server writes by itself: which webhook has changed the pod, in which round.
    expect(event?.annotations?.['mutation.webhook.admission.k8s.io/round_0_index_0']).toBe(
      JSON.stringify({ configuration: 'gpu-fraction-webhook', webhook: webhookName, mutated: true }),
    );
  });

  it('loses its whole GPU to a share, with a warning that reaches the person who created it', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('with-limit', optedIn('team-a'));

    const { body, warnings } = await createSeeing(cluster.kubeConfig, asking('with-limit', { gpus: '1' }));

    expect(facts(body)).toMatchObject({ fraction: '0.5', container: 'main' });
    expect(facts(body).gpus).toBeUndefined();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^gpu-fraction-webhook: \S+: .*nvidia\.com\/gpu/);
    expect(warnings[0]?.length).toBeLessThanOrEqual(120);
  });

  it.each<[string, number | string]>([
    ['number', 0.5],
    ['quantity', '500m'],
    ['exponent', '5e-1'],
  ])(
    'has half a GPU in its limits, as a %s: stored as a share, which the API server alone would refuse',
    async (form, gpus) => {
      const { cluster, webhook } = here();
      const namespace = `half-in-limits-${form}`;
      await webhook.namespace(namespace, optedIn('team-a'));
      const half = asking(namespace, { gpus: gpus as string });
      half.metadata.annotations = {};

      const { body, warnings } = await createSeeing(cluster.kubeConfig, half);

      expect(facts(body)).toMatchObject({ scheduler: 'kai-scheduler', fraction: '0.5', container: 'main' });
      expect(facts(body).gpus).toBeUndefined();
      expect(warnings).toEqual([]);
    },
  );

  it('keeps its annotations within the API server’s limit, if need be without the decision in words', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('annotations-nearly-full', optedIn('team-a'));
    const full = asking('annotations-nearly-full');
    const annotations = { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'main' };
    const used = Buffer.byteLength(Object.entries(annotations).flat().join(''));
    full.metadata.annotations = { 'gpu-fraction': '0.5', filler: 'x'.repeat(256 * 1024 - used - 'filler'.length) };

    const { body } = await createSeeing(cluster.kubeConfig, full);

    expect(facts(body)).toEqual({ scheduler: 'kai-scheduler', project: 'team-a', fraction: '0.5', container: 'main' });
  });

  it('is left as it came where its annotations leave no room for the share', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('annotations-full', optedIn('team-a'));
    const full = asking('annotations-full');
    const used = 'fillerRUNAI_GPU_FRACTION50%'.length;
    full.metadata.annotations = { RUNAI_GPU_FRACTION: '50%', filler: 'x'.repeat(256 * 1024 - used) };

    const { body, warnings } = await createSeeing(cluster.kubeConfig, full);

    expect(facts(body)).toEqual(untouched);
    expect(warnings[0]).toMatch(/^gpu-fraction-webhook: annotations-full: /);
  });

  it('is refused with 422 where its values are wrong, and the audit log has the reason', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('invalid', optedIn('team-a'));
    const wrong = asking('invalid');
    wrong.metadata.annotations = { 'gpu-fraction': '1.5' };

    await expect(create(cluster.kubeConfig, wrong)).rejects.toMatchObject({
      code: 422,
      message: expect.stringMatching(/denied the request: \S+: .*gpu-fraction.*1\.5/),
    });
    const [event] = await auditEvents(cluster, 'invalid');
    expect(event?.responseStatus?.code).toBe(422);
    expect(saidBy(webhookName, event)).toMatchObject({ outcome: 'denied' });
  });

  it('is not a pod of a namespace that did not opt in; the webhook is not even asked', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('outside', { 'kai/project': 'team-a' });

    const created = await create(cluster.kubeConfig, asking('outside', { gpus: '1' }));

    expect(facts(created)).toEqual({ ...untouched, gpus: { main: '1/1' } });
    expect(created.metadata.annotations).toEqual({ RUNAI_GPU_FRACTION: '50%' });
    const [event] = await auditEvents(cluster, 'outside');
    expect(saidBy(webhookName, event)).toEqual({});
  });

  it('is not a pod of the operator’s namespace, even if somebody labels it; the webhook is not asked either', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('kubeflow', optedIn('team-a'));

    const created = await create(cluster.kubeConfig, asking('kubeflow'));

    expect(facts(created)).toEqual(untouched);
    const [event] = await auditEvents(cluster, 'kubeflow');
    expect(saidBy(webhookName, event)).toEqual({});
  });

  it('is not a pod that opted out', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('pod-opted-out', optedIn('team-a'));

    const created = await create(
      cluster.kubeConfig,
      asking('pod-opted-out', { labels: { 'runai-injection': 'disabled' } }),
    );

    expect(facts(created)).toEqual(untouched);
  });

  it('is also a namespace that the webhook has not heard of yet: the API server knew its label', async () => {
    const { cluster } = here();
    await ensureNamespace(cluster, 'brand-new', { labels: optedIn('team-a') });

    const created = await create(cluster.kubeConfig, asking('brand-new'));

    expect(facts(created)).toMatchObject({ scheduler: 'kai-scheduler', project: 'team-a', fraction: '0.5' });
  });

  it('is answered the same in a dry run, which stores nothing', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('dry-run', optedIn('team-a'));

    const answered = await create(cluster.kubeConfig, asking('dry-run'), '?dryRun=All');

    expect(facts(answered)).toMatchObject({ scheduler: 'kai-scheduler', fraction: '0.5', container: 'main' });
    expect(await read(cluster.kubeConfig, asking('dry-run'))).toBeUndefined();
  });

  it('is not a pod that is there already: updates and ephemeral containers pass by', async () => {
    const { cluster, webhook } = here();
    const { kubeConfig } = cluster;
    // Created outside of the webhook's sight, so that an update would have everything to change.
    await webhook.namespace('existing', { 'kai/project': 'team-a' });
    const before = await create(kubeConfig, asking('existing'));
    await webhook.namespace('existing', optedIn('team-a'));

    await mergePatch(kubeConfig, before, { metadata: { labels: { touched: 'yes' } } });
    const ephemeral = { spec: { ephemeralContainers: [{ name: 'debug', image: 'example.com/debug' }] } };
    const path = `/api/v1/namespaces/existing/pods/asking/ephemeralcontainers`;
    const answer = await call(kubeConfig, 'PATCH', path, ephemeral, 'application/strategic-merge-patch+json');

    expect(answer.status).toBe(200);
    const after = await read(kubeConfig, before);
    expect(facts(after)).toEqual(untouched);
    expect(after?.metadata.labels).toEqual({ RUNAI_PROJECT: 'team-a', touched: 'yes' });
    const [update] = await auditEvents(cluster, 'existing', { verb: 'patch' });
    const [debug] = await auditEvents(cluster, 'existing', { verb: 'patch', subresource: 'ephemeralcontainers' });
    expect([saidBy(webhookName, update), saidBy(webhookName, debug)]).toEqual([{}, {}]);
  });
});

describeWithWebhook(
  'the webhook as it is installed, in Run:ai’s words',
  { webhook: { settings: { flavour: 'runai' } } },
  (here) => {
    it('sends a pod to Run:ai’s scheduler, with the project of the namespace’s label', async () => {
      const { cluster, webhook } = here();
      await webhook.namespace('run-ai', { 'runai-injection': 'enabled', 'runai/queue': 'team-a' });
      const pod = asking('run-ai');
      delete pod.metadata.labels;

      const created = await create(cluster.kubeConfig, pod);

      expect(factsOf(created as unknown as V1Pod)).toMatchObject({
        scheduler: 'runai-scheduler',
        project: 'team-a',
        fraction: '0.5',
        container: 'main',
      });
    });
  },
);
