import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { exportPolicyCommand } from '../../../src/commands/export-policy.ts';
import type { PodJson } from '../../../src/decision/pod/pod.ts';
import { BEYOND_CEL } from '../../../src/registration/mutating-limits.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import type { Manifest } from '../api.ts';
import { apply, create, createSeeing } from '../api.ts';
import { register } from '../claims/fake.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';

const optedIn = { 'runai-injection': 'enabled', 'kai/project': 'team-a' };

interface PodParts {
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly owner?: readonly [apiVersion: string, kind: string];
  readonly containers?: readonly object[];
}

function podOf({ namespace = 'team-a', labels = {}, annotations = {}, owner, containers }: PodParts): Manifest {
  const [apiVersion, kind] = owner ?? [];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'pod',
      namespace,
      labels,
      annotations,
      ...(owner && { ownerReferences: [{ apiVersion, kind, name: 'owner', uid: '1' }] }),
    },
    spec: { containers: containers ?? [{ name: 'main', image: 'example.com/none' }] },
  };
}

const image = 'example.com/none';
const gpus = (count: number) => ({ limits: { 'nvidia.com/gpu': count } });

/** Applies what the command prints, and waits until the API server acts by it. */
async function installPrinted(cluster: Cluster): Promise<void> {
  for (const [name, labels] of [
    ['team-a', optedIn],
    ['of-nobody', { 'runai-injection': 'enabled' }],
    ['kubeflow-carol', {}],
    ['kubeflow-dave', { 'runai-injection': 'disabled' }],
    ['elsewhere', {}],
  ] as const) {
    await ensureNamespace(cluster, name, { labels });
  }
  const settings = loadSettings(undefined, { flavour: 'kai', namespacePrefixes: ['kubeflow-'] });
  const printed = exportPolicyCommand({ settings, unpatchedPods: 'warn', version: '0' });
  for (const document of parseAllDocuments(printed)) {
    const object = document.toJS() as Manifest | null;
    if (object !== null) await apply(cluster.kubeConfig, object);
  }
  await waitFor('the API server to act by both policies on pods', async () => {
    const { body, warnings } = await createSeeing(
      cluster.kubeConfig,
      podOf({ labels: { runai: 'true' }, annotations: { 'gpu-fraction': '0.5' } }),
      '?dryRun=All',
    );
    const unpatched = await createSeeing(
      cluster.kubeConfig,
      podOf({ annotations: { 'gpu-fraction': 'abc' } }),
      '?dryRun=All',
    );
    return (
      (body as PodJson).spec.schedulerName === 'kai-scheduler' && warnings.length + unpatched.warnings.length === 1
    );
  });
}

describeOnCluster('what export-policy prints', { kubernetes: 'newest', start: installPrinted }, (cluster) => {
  const created = async (parts: PodParts): Promise<PodJson> =>
    (await create(cluster().kubeConfig, podOf(parts), '?dryRun=All')) as unknown as PodJson;

  const isRouted = async (parts: PodParts): Promise<boolean> =>
    (await created(parts)).spec.schedulerName === 'kai-scheduler';

  it('gives a pod scheduler, project and share', async () => {
    const { metadata, spec } = await created({ annotations: { 'gpu-fraction': '0.50' } });
    expect(spec.schedulerName).toBe('kai-scheduler');
    expect(metadata.labels).toEqual({ project: 'team-a' });
    expect(metadata.annotations).toEqual({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'main' });
  });

  it.each([
    ['0.5', '0.5'],
    ['.5', '0.5'],
    ['.05', '0.05'],
    ['0.07', '0.07'],
    ['0.70', '0.7'],
    ['7%', '0.07'],
    ['70%', '0.7'],
    ['99%', '0.99'],
  ])('writes the share %s as %s', async (typed, written) => {
    const { metadata } = await created({ annotations: { RUNAI_GPU_FRACTION: typed } });
    expect(metadata.annotations?.['gpu-fraction']).toBe(written);
  });

  it.each([
    ['8192', '8192'],
    ['512Mi', '512'],
    ['8Gi', '8192'],
  ])('writes the memory %s as %s', async (typed, written) => {
    const { metadata } = await created({ labels: { 'gpu-memory': typed } });
    expect(metadata.annotations?.['gpu-memory']).toBe(written);
  });

  it.each(['0', '0.00', '0.333', '1.5', '1.0', '100%', '17', '0,5', ' 0.5', '+0.5', '5e-1', '50 %', 'abc', '-1'])(
    'leaves a pod that asks for "%s" alone, and tells of it',
    async (typed) => {
      const { body, warnings } = await createSeeing(
        cluster().kubeConfig,
        podOf({ annotations: { 'gpu-fraction': typed } }),
        '?dryRun=All',
      );
      const { metadata, spec } = body as PodJson;
      expect([spec.schedulerName, metadata.labels, metadata.annotations]).toEqual([
        'default-scheduler',
        undefined,
        { 'gpu-fraction': typed },
      ]);
      expect(warnings.join('\n')).toContain(
        `unpatched: annotation gpu-fraction is "${typed}", but gpu-fraction-webhook did not patch the pod`,
      );
      expect(warnings.join('\n')).toContain('write project and amount on the pod itself, once and plainly');
    },
  );

  it('leaves a fractional limit where it is, so that the API server refuses the pod', async () => {
    const half = { name: 'main', image, resources: gpus(0.5) };
    const sample = podOf({ annotations: { 'gpu-fraction': '0.5' }, containers: [half] });
    await expect(create(cluster().kubeConfig, sample, '?dryRun=All')).rejects.toThrow(/must be an integer/);
    expect(BEYOND_CEL.join('\n')).toContain('a fractional limit such as nvidia.com/gpu: 0.5');
  });

  it.each(['nobody', 'init'])('leaves a pod alone that wants its share for container %s', async (name) => {
    const annotations = { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': name };
    const sample = podOf({ annotations });
    Object.assign(sample['spec'] as object, { initContainers: [{ name: 'init', image }] });
    const { spec } = (await create(cluster().kubeConfig, sample, '?dryRun=All')) as unknown as PodJson;
    expect(spec.schedulerName).toBe('default-scheduler');
  });

  it('leaves a pod alone whose annotations have no room for its own, and which would be refused for them', async () => {
    const filled = (bytes: number): PodParts => ({
      labels: { 'gpu-fraction': '0.5' },
      annotations: { f: '\u00e4'.repeat(bytes / 2) },
    });
    expect(await isRouted(filled(250_000))).toBe(true);
    expect(await isRouted(filled(262_100))).toBe(false);
  });

  it.each([
    ['kubeflow-carol', true],
    ['of-nobody', true],
    ['kubeflow-dave', false],
    ['elsewhere', false],
  ])('acts where the webhook would: in namespace %s %s', async (namespace, routed) => {
    expect(await isRouted({ namespace, labels: { RUNAI_PROJECT: 'team-c' } })).toBe(routed);
  });

  describe('of a gang', () => {
    const member = (labels: Record<string, string>, annotations: Record<string, string> = {}): PodParts => ({
      owner: ['ray.io/v1', 'RayCluster'],
      labels: { 'ray.io/cluster': 'owner', ...labels },
      annotations,
      containers: [
        { name: 'proxy', image },
        { name: 'ray', image, env: [{ name: 'RAY_ADDRESS', value: 'x' }] },
      ],
    });
    const head = { 'ray.io/node-type': 'head' };
    const worker = { 'ray.io/node-type': 'worker' };

    it('routes members whose templates name the project, and gives each the share that it asks for', async () => {
      const asking = { RUNAI_PROJECT: 'team-a' };
      const [first, second] = [
        await created(member({ ...head, ...asking })),
        await created(member({ ...worker, ...asking }, { 'gpu-fraction': '0.5' })),
      ];
      expect([first.spec.schedulerName, second.spec.schedulerName]).toEqual(['kai-scheduler', 'kai-scheduler']);
      expect(first.metadata.annotations).toBeUndefined();
      expect(second.metadata.annotations).toEqual({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'ray' });
    });

    it('leaves members alone that name none, whose siblings it cannot see', async () => {
      expect(await isRouted(member(head))).toBe(false);
      expect(await isRouted(member(worker, { 'gpu-fraction': '0.5' }))).toBe(false);
    });

    it('leaves members alone that a PodDefault reached, since it gives a head its share too', async () => {
      const trace = { 'poddefault.admission.kubeflow.org/poddefault-half': '1' };
      expect(await isRouted(member({ ...worker, RUNAI_PROJECT: 'team-a' }, trace))).toBe(false);
    });
  });

  it('acts again when the PodDefaults’ webhook, which comes after all policies, has changed the pod', async () => {
    await ensureNamespace(cluster(), 'pod-defaults', { labels: optedIn });
    await register(cluster(), {
      name: 'admission-webhook-mutating-webhook-configuration',
      namespace: 'pod-defaults',
      answer: ({ request }) => ({
        patch: [
          {
            op: 'add',
            path: '/spec/containers/0/env',
            value: [
              { name: 'RUNAI_PROJECT', value: 'team-a' },
              { name: 'RUNAI_GPU_FRACTION', value: '0.5' },
            ],
          },
          {
            op: 'add',
            path: '/metadata/annotations',
            value: { 'poddefault.admission.kubeflow.org/poddefault-half': String(request.uid) },
          },
        ],
      }),
    });
    const notebook: PodParts = {
      namespace: 'pod-defaults',
      owner: ['apps/v1', 'StatefulSet'],
      labels: { 'notebook-name': 'nb' },
      // It had a whole GPU in the form, for which the policy routes it the first time already.
      containers: [{ name: 'nb', image, resources: gpus(1) }],
    };
    const { metadata, spec } = await created(notebook);
    expect(spec.schedulerName).toBe('kai-scheduler');
    expect(metadata.labels).toEqual({ 'notebook-name': 'nb', project: 'team-a' });
    expect(metadata.annotations).toMatchObject({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'nb' });
    expect(JSON.stringify(spec)).not.toContain('nvidia.com/gpu');
  });

  describe('of a large pod', () => {
    const env = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ name: `VARIABLE_${index}`, value: 'x'.repeat(20) }));
    const large = (containers: number, variables: number): PodParts => ({
      labels: { 'workflows.argoproj.io/workflow': 'wf' },
      annotations: { filler: 'x'.repeat(100_000) },
      containers: Array.from({ length: containers }, (_, index) => ({
        name: index === containers - 1 ? 'main' : `c${index}`,
        image,
        command: Array.from({ length: 20 }, (__, word) => `word-${word}`),
        env:
          index === containers - 1 ? [...env(variables), { name: 'RUNAI_GPU_FRACTION', value: '0.5' }] : env(variables),
        resources: { limits: { cpu: 1, 'nvidia.com/gpu': 0 } },
      })),
    });

    it.each([
      [100, 100],
      [20, 1000],
    ])('does the same with %d containers of %d variables each', async (containers, variables) => {
      const { metadata, spec } = await created(large(containers, variables));
      expect(metadata.annotations).toMatchObject({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'main' });
      expect(JSON.stringify(spec)).not.toContain('nvidia.com/gpu');
    });
  });
});
