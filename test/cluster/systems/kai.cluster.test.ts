import type { V1Pod } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import type { Manifest } from '../api.ts';
import { apply, create } from '../api.ts';
import { startArgo } from '../argo.ts';
import { playIstio } from '../istio.ts';
import { startKubeRay } from '../kuberay.ts';
import { optedIn } from '../own-webhook.ts';
import { isBound, waitForPods } from '../pods.ts';
import { waitFor } from '../wait.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import type { Workflow } from './argo-workflow.ts';
import { named } from './argo-workflow.ts';
import { bound, logsOf, queues, sharingContainers, startKaiWithNodes } from './kai-binding.ts';
import { asSubmittedByKfp, compileV1 } from './kfp-v1.ts';
import { asWorkflow, compileV2 } from './kfp-v2.ts';
import { compileMagnus } from './magnus.ts';
import { mlflowTemplates, runMlflow } from './mlflow.ts';
import { factsOf } from './pod-facts.ts';
import { rayCluster } from './ray.ts';
import { creating } from './side-by-side.ts';
import { compiledTfx } from './tfx.ts';

describeWithWebhook(
  'KAI, with what the webhook sends it',
  {
    groups: ['kai', 'argo', 'kuberay'],
    python: ['pipelines-v1', 'pipelines-v2'],
    start: async (cluster) => {
      await startKaiWithNodes(cluster);
      await startArgo(cluster);
      await startKubeRay(cluster);
    },
  },
  (here) => {
    // First, while no GPU is shared by others yet.
    it('lets two halves share one GPU, whoever made them', async () => {
      const half = { env: { RUNAI_PROJECT: 'team-a', RUNAI_GPU_FRACTION: '0.5' } };
      const one = named(asSubmittedByKfp((await compileV1('team-a')).half_gpu), 'run');
      const pods = await bound(
        here(),
        'halves',
        async (namespace) => {
          await creating(here(), one)(namespace);
          await runMlflow(here().cluster, namespace, half);
        },
        { count: 2 },
      );

      const gpuGroups = pods.map(({ metadata }) => metadata?.labels?.['runai-gpu-group']);
      expect(gpuGroups[0]).toBeTruthy();
      expect(gpuGroups[1]).toBe(gpuGroups[0]);
    });

    it.each(['whole', 'interactive'] as const)('binds an MLflow run with its whole GPU: %s', async (kind) => {
      const namespace = `mlflow-${kind}`;
      const [pod] = await bound(here(), namespace, (each) => runMlflow(here().cluster, each, mlflowTemplates[kind]));

      expect(factsOf(pod)).toMatchObject({ project: 'team-a', gpus: { wine: '1/1' } });
      expect(sharingContainers(pod)).toEqual([]);
      expect(await queues(here(), namespace)).toEqual(['team-a']);
    });

    it('binds an MLflow run with a fraction, and gives it to its container', async () => {
      const [pod] = await bound(here(), 'mlflow-fraction', (each) =>
        runMlflow(here().cluster, each, mlflowTemplates.fraction),
      );

      expect(factsOf(pod)).toMatchObject({ fraction: '0.25', container: 'wine' });
      expect(sharingContainers(pod)).toEqual(['wine']);
      expect(await queues(here(), 'mlflow-fraction')).toEqual(['team-a']);
    });

    // The claim that Magnus' steps share: KAI binds no pod whose volumes it cannot have.
    async function magnusWithVolume(): Promise<Workflow> {
      const { cluster } = here();
      const common = { accessModes: ['ReadWriteOnce'], storageClassName: '' };
      await apply(
        cluster.kubeConfig,
        {
          apiVersion: 'v1',
          kind: 'PersistentVolume',
          metadata: { name: 'magnus' },
          spec: { ...common, capacity: { storage: '1Gi' }, hostPath: { path: '/tmp' } },
        },
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'magnus', namespace: 'magnus' },
          spec: { ...common, volumeName: 'magnus', resources: { requests: { storage: '1Gi' } } },
        },
      );
      return compileMagnus(cluster, 1);
    }

    const workflows: [string, () => Promise<Workflow>, string[], object][] = [
      ['kfp-v1-whole', async () => (await compileV1('team-a')).whole_gpu, [], { gpus: { main: '1/1' } }],
      ['kfp-v1-half', async () => (await compileV1('team-a')).half_gpu, ['main'], { fraction: '0.5' }],
      ['magnus', magnusWithVolume, [], { gpus: { main: '1/1' } }],
      ['tfx', async () => compiledTfx(), [], { gpus: { main: '1/1' } }],
    ];
    it.each(workflows)(
      'binds a step of %s, and gives a share to main and not to wait',
      async (name, make, share, facts) => {
        const [pod] = await bound(here(), name, async (namespace) => {
          const workflow = named(asSubmittedByKfp(await make()), name === 'magnus' ? 'magnus-dag-7f3kd' : 'run');
          await creating(here(), workflow)(namespace);
        });

        expect(pod?.spec?.containers.map((container) => container.name)).toEqual(['wait', 'main']);
        expect(factsOf(pod)).toMatchObject({ project: 'team-a', ...facts });
        expect(sharingContainers(pod)).toEqual(share);
        expect(await queues(here(), name)).toEqual(['team-a']);
      },
    );

    it('binds the executors of a KFP v2 run, whole and half', async () => {
      const workflow = named(asWorkflow(await compileV2('team-a')), 'run');
      const pods = await bound(here(), 'kfp-v2', creating(here(), workflow), { count: 2 });

      expect(pods.flatMap(sharingContainers)).toEqual(['main']);
      expect(pods.map((pod) => factsOf(pod).project)).toEqual(['team-a', 'team-a']);
      expect(await queues(here(), 'kfp-v2')).toEqual(['team-a', 'team-a']);
    });

    it('binds a RayCluster as one gang: the head without a GPU, each worker with its share', async () => {
      const owner = rayCluster({ project: 'team-a', fraction: '0.25' });
      const pods = await bound(here(), 'ray', creating(here(), owner), { count: 3 });

      expect(pods.flatMap(sharingContainers)).toEqual(['ray-worker', 'ray-worker']);
      const groups = new Set(pods.map(({ metadata }) => metadata?.annotations?.['pod-group-name']));
      expect(groups.size).toBe(1);
      expect(await queues(here(), 'ray')).toEqual(['team-a']);
    });

    it('counts whole GPUs: a pod that no node has room for stays pending', async () => {
      const { cluster, webhook } = here();
      await webhook.namespace('too-many', optedIn('team-a'));
      const pod = (name: string, gpus: string): Manifest => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          namespace: 'too-many',
          labels: { RUNAI_PROJECT: 'team-a' },
          annotations: { 'gpu-fraction': gpus },
        },
        spec: { containers: [{ name: 'main', image: 'example.com/none' }] },
      });
      await create(cluster.kubeConfig, pod('nine', '9'));
      await create(cluster.kubeConfig, pod('one', '1'));

      const [found] = await waitForPods(cluster, 'too-many', { where: isBound, logsOf });

      expect(found?.metadata?.name).toBe('one');
      const all = await waitForPods(cluster, 'too-many', { count: 2 });
      expect(all.filter(isBound).map(({ metadata }) => metadata?.name)).toEqual(['one']);
      expect(factsOf(all.find(({ metadata }) => metadata?.name === 'nine')).gpus).toEqual({ main: '9/9' });
    });

    it('gives the share to the work container also where an injector puts its proxy first after us', async () => {
      const { cluster, webhook } = here();
      await playIstio(cluster);
      await webhook.namespace('proxied', { ...optedIn('team-a'), 'istio-injection': 'enabled' });
      const pod: Manifest = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'proxied',
          namespace: 'proxied',
          labels: { RUNAI_PROJECT: 'team-a' },
          annotations: { 'gpu-fraction': '0.5' },
        },
        spec: { containers: [{ name: 'work', image: 'example.com/none' }] },
      };
      const created = await waitFor('the injector to be called', async (saw) => {
        const candidate = (await create(cluster.kubeConfig, pod, '?dryRun=All')) as unknown as V1Pod;
        saw(candidate);
        return candidate.spec?.containers.length === 2 && ((await create(cluster.kubeConfig, pod)) as unknown as V1Pod);
      });

      expect(created.spec?.containers.map(({ name }) => name)).toEqual(['istio-proxy', 'work']);
      expect(sharingContainers(created)).toEqual(['work']);
      await waitForPods(cluster, 'proxied', { where: isBound, logsOf });
    });
  },
);
