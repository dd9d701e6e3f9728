import { describe, expect, it } from 'vitest';
import { create } from '../api.ts';
import { startNotebookController } from '../notebook-controller.ts';
import type { PodDefaultsName } from '../poddefaults.ts';
import { profileLabels, startPodDefaults } from '../poddefaults.ts';
import type { Here } from '../with-webhook.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { notebook, podDefault, statefulSetOf } from './notebook.ts';
import type { PodFacts } from './pod-facts.ts';
import { factsOf } from './pod-facts.ts';
import { sideBySide } from './side-by-side.ts';

/** Two notebooks of Kubeflow's form: one GPU, or half of one by a PodDefault that was ticked. */
const rows: [string, { fraction?: string; gpus?: number }, PodFacts][] = [
  [
    'whole',
    { gpus: 1 },
    {
      scheduler: 'kai-scheduler',
      project: 'team-a',
      gpus: { lab: '1/1' },
      decision: expect.stringContaining('project team-a from'),
    },
  ],
  [
    'half',
    { fraction: '0.5' },
    {
      scheduler: 'kai-scheduler',
      project: 'team-a',
      fraction: '0.5',
      container: 'lab',
      decision: expect.stringContaining('for container lab'),
    },
  ],
];

/** Tells the webhook of the PodDefault, and creates it where somebody is there to apply it. */
async function tick(here: Here, namespace: string, fraction: string | undefined, apply: boolean): Promise<void> {
  const manifest = podDefault(namespace, 'team-gpu', 'team-a', fraction);
  here.webhook.knows(manifest);
  if (apply) await create(here.cluster.kubeConfig, manifest);
}

describeWithWebhook('a notebook, as the StatefulSet that notebook-controller makes', {}, (here) => {
  it.each(rows)('is sent to the scheduler: %s', async (name, { fraction, gpus }, facts) => {
    const row = { namespace: `notebook-${name}`, labels: profileLabels };

    const [pod] = await sideBySide(here(), row, async (namespace) => {
      await tick(here(), namespace, fraction, false);
      const made = notebook('lab', 'team-gpu', gpus);
      const statefulSet = statefulSetOf({ ...made, metadata: { ...made.metadata, namespace } });
      await create(here().cluster.kubeConfig, {
        ...statefulSet,
        metadata: { ...statefulSet.metadata, namespace },
      });
    });

    expect(pod?.metadata?.name).toBe('lab-0');
    expect(factsOf(pod)).toEqual(facts);
  });
});

describe.each<PodDefaultsName>([
  'admission-webhook-mutating-webhook-configuration',
  'poddefaults-webhook-mutating-webhook-configuration',
])('a Notebook of Kubeflow, whose PodDefaults webhook is registered as %s', (name) => {
  describeWithWebhook(
    `with notebook-controller and ${name}`,
    {
      groups: ['notebook-controller', 'poddefaults'],
      start: async (cluster) => {
        await startPodDefaults(cluster, name);
        await startNotebookController(cluster);
      },
    },
    (here) => {
      it.each(rows)('is sent to the scheduler: %s', async (kind, { fraction, gpus }, facts) => {
        const row = {
          namespace: `notebook-${kind}`,
          labels: profileLabels,
          pods: { logsOf: ['notebook-controller', 'poddefaults-webhook'] },
        };

        const [pod] = await sideBySide(here(), row, async (namespace) => {
          await tick(here(), namespace, fraction, true);
          const made = notebook('lab', 'team-gpu', gpus);
          await create(here().cluster.kubeConfig, { ...made, metadata: { ...made.metadata, namespace } });
        });

        expect(factsOf(pod)).toEqual(facts);
        expect(pod?.spec?.containers[0]?.env).toContainEqual({ name: 'RUNAI_PROJECT', value: 'team-a' });
        expect(pod?.metadata?.annotations).toHaveProperty('poddefault.admission.kubeflow.org/poddefault-team-gpu');
      });
    },
  );
});
