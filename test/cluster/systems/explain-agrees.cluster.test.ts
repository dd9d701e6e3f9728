import { beforeAll, expect, it } from 'vitest';
import { SurroundingsStore } from '../../../src/surroundings/store.ts';
import type { Manifest } from '../api.ts';
import { create } from '../api.ts';
import { startArgo } from '../argo.ts';
import { startKubeRay } from '../kuberay.ts';
import { optedIn } from '../own-webhook.ts';
import { waitForPods } from '../pods.ts';
import type { Here } from '../with-webhook.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { named } from './argo-workflow.ts';
import { explainedFacts, told } from './explained-facts.ts';
import { asSubmittedByKfp, compileV1 } from './kfp-v1.ts';
import { asWorkflow, compileV2 } from './kfp-v2.ts';
import { compileMagnus } from './magnus.ts';
import { notebook, statefulSetOf } from './notebook.ts';
import { factsOf } from './pod-facts.ts';
import { rayCluster } from './ray.ts';
import { compiledTfx } from './tfx.ts';

/** What `gpu-fraction-webhook explain` says about the pods of a workload. */
function explained({ webhook }: Here, manifest: Manifest, labels: Record<string, string>): object[] {
  const { decision } = webhook.settings;
  const surroundings = new SurroundingsStore(decision);
  surroundings.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: manifest.metadata.namespace, labels } });
  return explainedFacts([manifest], surroundings, decision);
}

const template = {
  metadata: { labels: { app: 'plain' }, annotations: { 'gpu-memory': '8Gi' } },
  spec: { containers: [{ name: 'main', image: 'example.com/none' }] },
};

describeWithWebhook(
  'what explain says of a workload, without a cluster,',
  {
    groups: ['argo', 'kuberay'],
    python: ['pipelines-v1', 'pipelines-v2'],
    start: async (cluster) => {
      await startArgo(cluster);
      await startKubeRay(cluster);
    },
  },
  (here) => {
    const workloads: Record<string, { manifest: Manifest; count?: number }> = {
      Job: {
        manifest: {
          apiVersion: 'batch/v1',
          kind: 'Job',
          metadata: { name: 'plain' },
          spec: { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
        },
      },
      Deployment: {
        manifest: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'plain' },
          spec: { selector: { matchLabels: { app: 'plain' } }, template },
        },
      },
      StatefulSet: { manifest: statefulSetOf(notebook('lab', 'runai', 1)) },
      RayCluster: { manifest: rayCluster({ project: 'team-a', fraction: '0.25' }), count: 3 },
      TFX: { manifest: named(asSubmittedByKfp(compiledTfx()), 'penguin') },
    };
    beforeAll(async () => {
      const v1 = await compileV1('team-a');
      workloads['KFP v1, whole'] = { manifest: named(asSubmittedByKfp(v1.whole_gpu), 'run') };
      workloads['KFP v1, half'] = { manifest: named(asSubmittedByKfp(v1.half_gpu), 'run') };
      workloads['KFP v2'] = { manifest: named(asWorkflow(await compileV2('team-a')), 'run'), count: 4 };
      workloads['Magnus'] = { manifest: named(await compileMagnus(here().cluster, 1), 'magnus-dag-7f3kd') };
    });

    it.each([
      'Job',
      'Deployment',
      'StatefulSet',
      'RayCluster',
      'TFX',
      'KFP v1, whole',
      'KFP v1, half',
      'KFP v2',
      'Magnus',
    ])('is what the pods of its real controller become: %s', async (title) => {
      const { cluster, webhook } = here();
      const workload = workloads[title];
      if (workload === undefined) throw new Error(`there is no ${title}`);
      const namespace = `explained-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
      const labels = optedIn('team-a');
      const manifest = { ...workload.manifest, metadata: { ...workload.manifest.metadata, namespace } };
      await webhook.namespace(namespace, labels);
      webhook.knows(manifest);
      await create(cluster.kubeConfig, manifest);

      const pods = await waitForPods(cluster, namespace, { count: workload.count ?? 1 });

      // explain also tells of steps that would come later.
      const all = explained(here(), manifest, labels);
      for (const pod of pods) expect(all).toContainEqual(told(factsOf(pod)));
      expect(pods.some(({ spec }) => spec?.schedulerName === 'kai-scheduler')).toBe(true);
    });
  },
);
