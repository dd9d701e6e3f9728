import { expect, it } from 'vitest';
import type { Manifest } from '../api.ts';
import { ApiError, create, read } from '../api.ts';
import { startArgo } from '../argo.ts';
import { optedIn } from '../own-webhook.ts';
import { events } from '../pods.ts';
import { waitFor } from '../wait.ts';
import type { Here } from '../with-webhook.ts';
import { describeWithWebhook } from '../with-webhook.ts';

const refusal = 'admission webhook "by-label.pods.gpu-fraction-webhook" denied the request: foreign-project: ';
const template = {
  metadata: { labels: { app: 'borrowed', RUNAI_PROJECT: 'team-b' } },
  spec: { containers: [{ name: 'main', image: 'example.com/none', command: ['train'] }] },
};

/** Makes the namespace of team-a and creates a workload in it that names team-b. */
async function borrow({ cluster, webhook }: Here, workload: Manifest): Promise<Manifest> {
  const namespace = `refused-${workload.kind.toLowerCase()}`;
  await webhook.namespace(namespace, optedIn('team-a'));
  return create(cluster.kubeConfig, { ...workload, metadata: { ...workload.metadata, namespace } });
}

describeWithWebhook('a pod that names another team’s project', { groups: ['argo'], start: startArgo }, (here) => {
  it('is refused with 403, naming the field, both projects and what would be right', async () => {
    const error = await borrow(here(), {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'borrowed', labels: { project: 'team-b' } },
      spec: { ...template.spec, schedulerName: 'kai-scheduler' },
    }).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 403 });
    expect(String(error)).toContain(refusal);
    expect(String(error)).toMatch(/team-b.*team-a/);
  });

  it.each<Manifest>([
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'borrowed' },
      spec: { backoffLimit: 0, template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'borrowed' },
      spec: { replicas: 1, selector: { matchLabels: { app: 'borrowed' } }, template },
    },
  ])('shows its refusal among the events of its $kind', async (workload) => {
    const { metadata } = await borrow(here(), workload);

    const message = await waitFor(`an event of the ${workload.kind}`, async (saw) => {
      const all = await events(here().cluster, metadata.namespace ?? '');
      saw(all);
      return all.find((event) => event.startsWith(`FailedCreate ${workload.kind}/borrowed: `));
    });
    expect(message).toContain(refusal);
    expect(message).toMatch(/team-b.*team-a/);
  });

  it('ends its step of an Argo Workflow, whose node says why', async () => {
    const workflow = await borrow(here(), {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { name: 'borrowed' },
      spec: {
        entrypoint: 'step',
        serviceAccountName: 'default',
        templates: [
          { name: 'step', metadata: { labels: { RUNAI_PROJECT: 'team-b' } }, container: template.spec.containers[0] },
        ],
      },
    });

    const node = await waitFor('the Workflow to fail', async (saw) => {
      const found = await read<{ status?: { nodes?: Record<string, { phase: string; message?: string }> } }>(
        here().cluster.kubeConfig,
        workflow,
      );
      saw(found?.status);
      return Object.values(found?.status?.nodes ?? {}).find(({ phase }) => phase === 'Error' || phase === 'Failed');
    });
    expect(node.message).toContain(refusal);
    expect(node.message).toMatch(/team-b.*team-a/);
  });
});
