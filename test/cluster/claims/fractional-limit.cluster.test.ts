import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Manifest } from '../api.ts';
import { create, read } from '../api.ts';
import { startArgo } from '../argo.ts';
import type { Answer, Review } from '../fake-webhook.ts';
import { startKubeRay } from '../kuberay.ts';
import { startNotebookController } from '../notebook-controller.ts';
import { waitForPods } from '../pods.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { pod, register } from './fake.ts';

interface Resources {
  limits?: Record<string, string>;
  requests?: Record<string, string>;
}

function asking(amount: string | number | null): object {
  return {
    containers: [
      { name: 'main', image: 'example.com/none', resources: { limits: { cpu: '2', 'nvidia.com/gpu': amount } } },
    ],
  };
}

const resourcesOf = ({ spec }: { spec?: unknown }) =>
  (spec as { containers: { resources: Resources }[] }).containers[0]?.resources;

/** Takes the limit off whichever container has it, and the request that the API server has copied from it. */
function takeOff({ request }: Review): Answer {
  const { containers } = request.object['spec'] as { containers: { resources?: Resources }[] };
  const paths = containers.flatMap(({ resources = {} }, index) =>
    (['limits', 'requests'] as const).flatMap((list) =>
      resources[list]?.['nvidia.com/gpu'] === undefined
        ? []
        : [`/spec/containers/${index}/resources/${list}/nvidia.com~1gpu`],
    ),
  );
  return { patch: paths.map((path) => ({ op: 'remove', path })) };
}

describeOnCluster('the API server, given a limit of half a GPU,', {}, (cluster) => {
  it.each<[string | number | null, string]>([
    // Nothing at all is nothing.
    [null, '0'],
    ['0.5', '500m'],
    [0.5, '500m'],
    ['.5', '500m'],
    // Written with an exponent, it stays with one.
    ['5e-1', '500e-3'],
    ['500m', '500m'],
    ['0.25', '250m'],
    ['1.5', '1500m'],
    // Nothing is finer than a thousandth; it is rounded up.
    ['0.0005', '1m'],
    ['1.0', '1'],
    ['1000m', '1'],
  ])('calls a webhook before it judges, with %j written as %j in limits and requests', async (typed, sent) => {
    const name = `sent-${String(typed).replaceAll(/[^0-9a-z]/g, '-')}-${typeof typed}`;
    const { reviews } = await register(cluster(), { name, namespace: name });

    await create(cluster().kubeConfig, pod(name, asking(typed))).catch(() => undefined);

    expect(reviews.map(({ request }) => resourcesOf(request.object))).toEqual([
      { limits: { cpu: '2', 'nvidia.com/gpu': sent }, requests: { cpu: '2', 'nvidia.com/gpu': sent } },
    ]);
  });

  it('stores the pod when a webhook has taken limit and request off', async () => {
    await register(cluster(), { name: 'taken-off', namespace: 'taken-off', answer: takeOff });

    const created = await create(cluster().kubeConfig, pod('taken-off', asking('0.5')));

    expect(resourcesOf((await read(cluster().kubeConfig, created)) ?? {})).toEqual({
      limits: { cpu: '2' },
      requests: { cpu: '2' },
    });
  });

  it.each<[string, (review: Review) => Answer]>([
    ['leaves it as it is', () => ({})],
    [
      'takes off the limit alone',
      (review) => ({ patch: (takeOff(review).patch ?? []).filter((_, index) => index === 0) }),
    ],
  ])('refuses the pod when the webhook %s', async (title, answer) => {
    const name = title.replaceAll(' ', '-');
    await register(cluster(), { name, namespace: name, answer });

    await expect(create(cluster().kubeConfig, pod(name, asking('0.5')))).rejects.toMatchObject({
      code: 422,
      message: expect.stringMatching(
        /resources\.(limits|requests)\[nvidia\.com\/gpu\]: Invalid value: .*must be an integer/,
      ),
    });
  });

  const template = { metadata: { labels: { app: 'half' } }, spec: asking('0.5') };
  const selector = { matchLabels: { app: 'half' } };
  const once = { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } };
  it.each<[string, string, object]>([
    ['batch/v1', 'Job', once],
    ['batch/v1', 'CronJob', { schedule: '0 0 1 1 *', jobTemplate: { spec: once } }],
    ['apps/v1', 'Deployment', { selector, template }],
    // Since Kubernetes 1.34; before, the template of a StatefulSet was hardly judged.
    ['apps/v1', 'StatefulSet', { selector, template }],
    ['apps/v1', 'ReplicaSet', { selector, template }],
    ['apps/v1', 'DaemonSet', { selector, template }],
  ])(
    'refuses it in the template of %s %s, before there is any pod that a webhook could see',
    async (apiVersion, kind, spec) => {
      const namespace = `template-${kind.toLowerCase()}`;
      const { reviews } = await register(cluster(), { name: namespace, namespace, answer: takeOff });
      const owner: Manifest = { apiVersion, kind, metadata: { name: 'half', namespace }, spec };

      await expect(create(cluster().kubeConfig, owner)).rejects.toMatchObject({
        code: 422,
        message: expect.stringContaining('must be an integer'),
      });
      expect(reviews).toEqual([]);
    },
  );
});

describeOnCluster(
  'half a GPU in the limits of a custom resource',
  {
    groups: ['argo', 'kuberay'],
    start: async (cluster) => {
      await startArgo(cluster);
      await startKubeRay(cluster);
    },
  },
  (cluster) => {
    const half = {
      name: 'main',
      image: 'example.com/none',
      command: ['train'],
      resources: { limits: { 'nvidia.com/gpu': '0.5' } },
    };
    it.each<[string, string, object]>([
      [
        'argoproj.io/v1alpha1',
        'Workflow',
        { entrypoint: 'train', serviceAccountName: 'default', templates: [{ name: 'train', container: half }] },
      ],
      [
        'ray.io/v1',
        'RayCluster',
        { headGroupSpec: { rayStartParams: {}, template: { spec: { containers: [half] } } } },
      ],
    ])('reaches the webhook with the pod of %s %s, which is stored without it', async (apiVersion, kind, spec) => {
      const namespace = `half-${kind.toLowerCase()}`;
      const { reviews } = await register(cluster(), { name: namespace, namespace, answer: takeOff });

      await create(cluster().kubeConfig, { apiVersion, kind, metadata: { name: 'half', namespace }, spec });

      const [found] = await waitForPods(cluster(), namespace);
      const main = ({ spec: { containers } }: { spec: { containers: { name: string; resources: Resources }[] } }) =>
        containers.find(({ name }) => name === 'main')?.resources;
      const sent = reviews.map(({ request }) => main(request.object as unknown as Parameters<typeof main>[0]));
      expect(sent[0]?.limits).toEqual({ 'nvidia.com/gpu': '500m' });
      expect(found?.spec?.containers.find(({ name }) => name === 'main')?.resources).toEqual({});
    });
  },
);

describeOnCluster(
  'half a GPU in the limits of a Notebook',
  { groups: ['notebook-controller'], start: startNotebookController },
  (cluster) => {
    it('never becomes a pod: its controller is refused the StatefulSet', async () => {
      const { reviews } = await register(cluster(), { name: 'notebook', namespace: 'notebook', answer: takeOff });
      const made: Manifest = {
        apiVersion: 'kubeflow.org/v1',
        kind: 'Notebook',
        metadata: { name: 'half', namespace: 'notebook' },
        spec: { template: { spec: asking('0.5') } },
      };

      await create(cluster().kubeConfig, made);

      const controller = cluster()
        .processes.running()
        .find(({ name }) => name === 'notebook-controller');
      const refused = await waitFor('notebook-controller to be refused', async (saw) => {
        const log = readFileSync(controller?.logFile ?? '', 'utf8');
        saw(log);
        return log.split('\n').find((line) => line.includes('must be an integer'));
      });
      expect(refused).toContain('StatefulSet');
      expect(reviews).toEqual([]);
    });
  },
);
