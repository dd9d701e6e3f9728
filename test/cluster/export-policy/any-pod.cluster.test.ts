import fc from 'fast-check';
import { expect, it } from 'vitest';
import { creatable } from '../../../scripts/corpus/check.ts';
import type { Sample } from '../../../scripts/corpus/off-and-on.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import type { SettingsInput } from '../../../src/settings/schema.ts';
import { SurroundingsStore } from '../../../src/surroundings/store.ts';
import { container, owner, type PodParts, pod } from '../../support/pods.ts';
import { together, WORKLOAD_SIGNS } from '../../support/workload-signs.ts';
import { rayCluster, template } from '../../support/world.ts';
import type { Manifest } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';
import { describeOnCluster } from '../suite.ts';
import { judgeByPolicy, type PolicyFinding } from './exported-policy.ts';
import { plainPod } from './plain-pods.ts';

/*
 * The same law for pods of all shapes, sane and absurd, where neither a PodDefault nor an owner is known: these the policy
 * cannot see.
 */

const PODS = 400;

const NAMESPACES: readonly (readonly [name: string, labels: Record<string, string>])[] = [
  ['of-team-a', { 'runai-injection': 'enabled', 'runai/queue': 'team-a', 'kai/project': 'team-a' }],
  ['of-nobody', { 'runai-injection': 'enabled' }],
  ['kubeflow-by-prefix', { 'runai/queue': 'team-a', 'kai/project': 'team-a' }],
  ['opted-out', { 'runai-injection': 'disabled' }],
];

const manifest = ([name, labels]: (typeof NAMESPACES)[number]): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels, annotations: {} },
});

/** A container for each system, by name or variable, so that the row of the table decides which of them works. */
const ALL_SIGNED = [
  container('x'),
  container('kserve-container'),
  container('spark-kubernetes-executor'),
  container('spark-kubernetes-driver'),
  container('node'),
  container('pytorch'),
  container('tried', { env: { KATIB_TRIAL_NAME: 't' } }),
  container('ran', { env: { MLFLOW_RUN_ID: '1' } }),
  container('served', { env: { NB_PREFIX: '/' } }),
  container('client', { env: { RAY_ADDRESS: 'head' } }),
  container('ray', { env: { KUBERAY_GEN_RAY_START_CMD: 'ray start' } }),
  container('main'),
];

/** Pods with the signs of one system, and of two. */
function signed(): readonly Sample[] {
  const parts = WORKLOAD_SIGNS.flatMap(([upper, sign], index) => [
    { title: upper, sign, below: {} as PodParts },
    ...WORKLOAD_SIGNS.slice(index + 1)
      .filter(([lower]) => together(upper, lower))
      .map(([lower, below]) => ({ title: `${upper} over ${lower}`, sign, below })),
  ]);
  return parts.map(({ title, sign, below }, index) => {
    const asking = pod({
      ...below,
      ...sign,
      name: `pod-${index}`,
      labels: { ...below.labels, ...sign.labels, RUNAI_PROJECT: 'team-a' },
      annotations: { ...below.annotations, ...sign.annotations, 'gpu-fraction': '0.5' },
      containers: ALL_SIGNED,
    });
    return { origin: title, name: `pod-${index}`, namespace: 'of-team-a', pod: creatable(asking, 'of-team-a') };
  });
}

function samples(seed: number): readonly Sample[] {
  return fc.sample(plainPod, { seed, numRuns: PODS }).map((pod, index) => {
    const [namespace] = NAMESPACES[index % 8 < 5 ? 0 : (index % 8) - 4] ?? ['of-team-a'];
    const { metadata, ...rest } = creatable(pod, namespace);
    const named = { ...rest, metadata: { ...metadata, name: `pod-${index}`, namespace } } as Manifest;
    return { origin: JSON.stringify(pod), name: `pod-${index}`, namespace, pod: named };
  });
}

async function judgeAll(
  cluster: Cluster,
  pods: readonly Sample[],
  input: SettingsInput,
  objects: readonly object[] = [],
): Promise<readonly PolicyFinding[]> {
  const known = new SurroundingsStore(loadSettings(undefined, input).decision);
  for (const object of [...NAMESPACES.map(manifest), ...objects]) known.upsert(object, 'of-team-a');
  return judgeByPolicy(cluster, pods, input, known);
}

const start = async (cluster: Cluster): Promise<void> => {
  for (const [name, labels] of NAMESPACES) await ensureNamespace(cluster, name, { labels });
};

describeOnCluster('any pod, with the exported policy,', { kubernetes: 'newest', start }, (cluster) => {
  it.each<[seed: number, settings: SettingsInput]>([
    [1, { flavour: 'runai', namespacePrefixes: ['kubeflow-'] }],
    [2, { flavour: 'kai', queueLabel: true, route: 'all', containerTarget: 'reorder', maxWholeGpus: 2 }],
    [3, { flavour: 'runai', projectGuard: 'off', queueLabel: true }],
    [4, { flavour: 'kai', projectGuard: 'warn', onInvalid: 'warn', route: 'requested' }],
  ])('comes out exactly as the webhook would leave it, or as it came (seed %d)', async (seed, settings) => {
    const findings = await judgeAll(cluster(), samples(seed), settings);

    expect(findings.flatMap(({ origin, wrong = [] }) => wrong.map((line) => `${origin}: ${line}`))).toEqual([]);
    const count = (effect: string) => findings.filter((finding) => finding.effect === effect).length;
    expect(count('exactly')).toBeGreaterThan(PODS / 16);
  });

  it('gets its share where the webhook would put it, whatever systems’ signs it bears', async () => {
    const findings = await judgeAll(cluster(), signed(), {});

    expect(findings.flatMap(({ origin, wrong = [] }) => wrong.map((line) => `${origin}: ${line}`))).toEqual([]);
    const exactly = findings.filter(({ effect }) => effect === 'exactly');
    expect(exactly.length).toBeGreaterThan(findings.length / 2);
    expect(new Set(exactly.map(({ explanation }) => explanation.container)).size).toBeGreaterThan(8);
  });

  const one = (parts: PodParts): readonly Sample[] => {
    const made = pod(parts);
    return [{ origin: 'it', name: 'sample', namespace: 'of-team-a', pod: creatable(made, 'of-team-a') }];
  };

  it('is left alone where nobody asked and its label names another project, with the quota guard off', async () => {
    const stray = one({ labels: { 'pipeline/runid': '1', project: 'book-keeping' }, gpus: 1 });
    const [found] = await judgeAll(cluster(), stray, { projectGuard: 'off' });
    expect([found?.explanation.reason, found?.effect]).toEqual(['label-not-of-namespace', 'unchanged']);
  });

  it('is left alone as a member of a gang whose owner may name the queue that would be written', async () => {
    const worker = one({
      labels: { 'ray.io/node-type': 'worker', RUNAI_PROJECT: 'team-a' },
      owner: owner('ray.io/v1', 'RayCluster', 'cluster'),
    });
    const named = rayCluster(template(), template(), { 'kai.scheduler/queue': 'team-a' });
    const [found] = await judgeAll(cluster(), worker, { flavour: 'kai', queueLabel: true }, [named]);
    expect([found?.explanation.outcome, found?.effect]).toEqual(['mutated', 'left-alone']);
  });
});
