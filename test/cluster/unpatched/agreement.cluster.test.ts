import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNamespace } from '../../../src/decision/known/namespace.ts';
import type { ContainerJson, EnvVar, PodJson } from '../../../src/decision/pod/pod.ts';
import { readPodContext } from '../../../src/decision/pod-context.ts';
import { isReadable } from '../../../src/decision/requests/find-requests.ts';
import { readRequests } from '../../../src/decision/requests/requests.ts';
import { chooseRouting } from '../../../src/decision/rules/routing.ts';
import { amountText } from '../../support/arbitrary-values.ts';
import { container, NAMESPACE, owner, type PodParts, pod, secretEnv } from '../../support/pods.ts';
import { together, WORKLOAD_SIGNS } from '../../support/workload-signs.ts';
import { settings, surroundings } from '../../support/world.ts';
import type { Manifest } from '../api.ts';
import { judge } from '../judgement.ts';
import { ensureNamespace } from '../namespaces.ts';
import { describeOnCluster } from '../suite.ts';
import { installUnpatchedPolicy, isByPolicy } from './unpatched-policy.ts';

/*
 * The same rules stand in the program as code and in the policy as CEL. Here each judges the same pods: the policy, on a
 * real API server, has to refuse what the program would have sent to the scheduler for an amount, and nothing else.
 */

const half = { 'gpu-fraction': '0.5' };
const OURS = settings();
const namespace = 'agreement';

/** What the program says of a pod that came to the API server as it is, without a PodDefault or an owner in sight. */
function isMissed(sample: PodJson): boolean {
  const known = surroundings({}, OURS);
  const optedIn = readNamespace(NAMESPACE, known.namespace(NAMESPACE), OURS.namespaceProjectLabel);
  const context = readPodContext(sample, optedIn, known, OURS);
  const requests = readRequests(sample, context, OURS);
  return (
    context.schedulerName !== OURS.schedulerName &&
    chooseRouting(context, requests, OURS).kind === 'route' &&
    requests.amounts.some(isReadable)
  );
}

/** With what the API server insists on. */
function accepted(sample: PodJson): Manifest {
  const withImage = (one: ContainerJson) => ({ ...one, image: 'example.com/none' });
  const { containers, initContainers, ...spec } = sample.spec;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...sample.metadata, name: 'sample', namespace },
    spec: {
      ...spec,
      containers: containers.map(withImage),
      ...(initContainers && { initContainers: initContainers.map(withImage) }),
    },
  } as Manifest;
}

const envOf = (...env: EnvVar[]): PodParts => ({ containers: [container('main', { env })] });
const fraction = (value: string): EnvVar => ({ name: 'RUNAI_GPU_FRACTION', value });
const commandOf = (...command: string[]): PodParts => ({
  annotations: half,
  containers: [container('main', { command })],
});

describeOnCluster(
  'the policy on unpatched pods',
  {
    start: async (cluster) => {
      await ensureNamespace(cluster, namespace, { labels: { 'runai-injection': 'enabled' } });
      await installUnpatchedPolicy(cluster);
    },
  },
  (cluster) => {
    /** Whether the policy refuses it; a pod that the API server itself refuses says nothing about the policy. */
    async function isRefused(sample: PodJson): Promise<boolean> {
      const { refused } = await judge(cluster(), accepted(sample));
      if (refused !== undefined && !isByPolicy(refused)) throw refused;
      return refused !== undefined;
    }

    async function expectAgreement(parts: PodParts): Promise<boolean> {
      const sample = pod(parts);
      const refused = await isRefused(sample);
      expect({ refused }).toEqual({ refused: isMissed(sample) });
      return refused;
    }

    it.each<[string, PodParts]>([
      ['the annotation gpu-fraction', { annotations: half }],
      ['the annotation RUNAI_GPU_FRACTION', { annotations: { RUNAI_GPU_FRACTION: '50%' } }],
      ['the annotation gpu-memory', { annotations: { 'gpu-memory': '8Gi' } }],
      ['the label gpu-fraction', { labels: half }],
      ['the label RUNAI_GPU_FRACTION', { labels: { RUNAI_GPU_FRACTION: '0.5' } }],
      ['the label gpu-memory', { labels: { 'gpu-memory': '8192' } }],
      ['a variable of a container', envOf(fraction('0.5'))],
      ['a variable for memory', envOf({ name: 'RUNAI_GPU_MEMORY', value: '8192' })],
      [
        'a variable of the second container',
        { containers: [container('first'), container('second', { env: [fraction('0.5')] })] },
      ],
      ['the last of a variable that stands twice', envOf(fraction(''), fraction('0.5'))],
      ['whole GPUs, in the spelling of a share', { annotations: { 'gpu-fraction': '2' } }],
      ['a value that the webhook would refuse', { annotations: { 'gpu-fraction': 'x\ny' } }],
      ['an amount beside an empty scheduler', { annotations: half, schedulerName: '' }],
      ['an amount beside runai: "true"', { annotations: half, labels: { runai: 'true' } }],
      ['an amount beside a Deployment’s marks', { annotations: half, owner: owner('apps/v1', 'ReplicaSet') }],
      ['an amount beside a DaemonSet of another group', { annotations: half, owner: owner('x.io/v1', 'DaemonSet') }],
      ['a variable that only looks like a reference', envOf(fraction('$(0.5'))],
      ['a companion’s amount', { annotations: half, labels: { 'ray.io/node-type': 'head' } }],
      ['an amount beside Argo’s executor with a command of its own', commandOf('argoexec', 'emissary', '--', 'python')],
      ['an amount beside a program that only has such a name', commandOf('my-argoexec', 'resource')],
      ['an amount beside words after another program’s --', commandOf('sh', '--', 'argoexec', 'resource')],
    ])('refuses %s', async (_, parts) => {
      expect(await expectAgreement(parts)).toBe(true);
    });

    it.each<[string, PodParts]>([
      ['nothing asked', {}],
      ['a project alone', { labels: { RUNAI_PROJECT: 'team-a' } }],
      ['whole GPUs in the limits', { gpus: 1 }],
      ['the scheduler alone', { labels: { runai: 'true' } }],
      ['a device count alone', { annotations: { 'gpu-fraction-num-devices': '2' } }],
      ['an annotation of blanks', { annotations: { 'gpu-fraction': ' \t\n\u00a0\u2003\u200b\ufeff' } }],
      ['an empty label', { labels: { 'gpu-fraction': '' } }],
      ['an empty variable', envOf(fraction(''), { name: 'RUNAI_GPU_MEMORY' })],
      ['a variable of zero-width characters', envOf(fraction('\u200d\u2060'))],
      ['a variable that is empty the second time', envOf(fraction('0.5'), fraction(' '))],
      ['a variable from a Secret', envOf(secretEnv('RUNAI_GPU_FRACTION'))],
      ['a variable that refers to another', envOf(fraction('$(HALF)'))],
      ['a reference over two lines', envOf(fraction('a $(\n) b'))],
      ['a variable of an init container', { initContainers: [container('i', { env: [fraction('0.5')] })] }],
      ['an amount for another scheduler', { annotations: half, schedulerName: 'volcano' }],
      ['an amount for ours', { annotations: half, schedulerName: 'runai-scheduler' }],
      ['an amount on a node', { annotations: half, nodeName: 'node-1' }],
      ['an amount that opted out', { annotations: half, labels: { 'runai-injection': 'disabled' } }],
      ['an amount beside runai: "false"', { annotations: half, labels: { runai: 'false' } }],
      ['an amount beside runai: "FALSE"', { annotations: half, labels: { runai: 'FALSE' } }],
      ['a DaemonSet’s pod', { annotations: half, owner: owner('apps/v1', 'DaemonSet') }],
      ['a pod of Argo’s that creates a resource', commandOf('argoexec', 'resource', 'create')],
      ['the same behind the emissary', commandOf('/var/run/argo/argoexec', 'emissary', '--', '/bin/argoexec', 'data')],
      [
        'the same in args',
        { annotations: half, containers: [container('main', { command: ['argoexec'], args: ['resource'] })] },
      ],
      [
        'the submitter of a RayJob, beside a sidecar',
        { annotations: half, containers: [container('istio-proxy'), container('ray-job-submitter')] },
      ],
      [
        'a submitter with a template of the user’s own',
        {
          annotations: half,
          owner: owner('batch/v1', 'Job'),
          containers: [container('x', { env: { RAY_JOB_SUBMISSION_ID: '1', RAY_DASHBOARD_ADDRESS: '2' } })],
        },
      ],
      [
        'Katib’s suggestion by its container',
        { annotations: half, labels: { 'katib.kubeflow.org/experiment': 'e' }, containers: [container('suggestion')] },
      ],
    ])('passes %s', async (_, parts) => {
      expect(await expectAgreement(parts)).toBe(false);
    });

    // The program’s own pods have another scheduler by then, and no owner can be seen.
    const ROWS = WORKLOAD_SIGNS.filter(([name]) => !['run-ai', 'leader'].includes(name));
    const LEFT_ALONE = ['ray-helper', 'argo-helper', 'kfp-v2-driver', 'kfp-v1-cache-hit', 'katib-suggestion'];

    it.each(ROWS)('judges an amount on a pod of %s', async (name, parts) => {
      expect(await expectAgreement({ ...parts, annotations: half })).toBe(!LEFT_ALONE.includes(name));
    });

    const PAIRS = ROWS.flatMap(([upper, sign], index) =>
      ROWS.slice(index + 1)
        .filter(([lower]) => together(upper, lower) && (LEFT_ALONE.includes(upper) || LEFT_ALONE.includes(lower)))
        .map(([lower, below]) => ({ upper, lower, sign, below })),
    );

    it.each(PAIRS)('judges a pod for $upper that could also be $lower', async ({ upper, sign, below }) => {
      const labels = { ...below.labels, ...sign.labels };
      expect(await expectAgreement({ ...below, ...sign, labels, annotations: half })).toBe(!LEFT_ALONE.includes(upper));
    });

    describe('any pod', () => {
      it('is refused exactly where the program would have sent it to the scheduler for its amount', async () => {
        const seen = { refused: 0, passed: 0 };
        await fc.assert(
          fc.asyncProperty(anyPod, async (parts) => {
            seen[(await expectAgreement(parts)) ? 'refused' : 'passed'] += 1;
          }),
          { numRuns: 400 },
        );
        expect(Math.min(seen.refused, seen.passed)).toBeGreaterThan(50);
      });
    });
  },
);

const labelPairs: readonly (readonly [string, string])[] = [
  ['runai-injection', 'disabled'],
  ['runai', 'True'],
  ['runai', 'False'],
  ['gpu-fraction', '0.5'],
  ['RUNAI_GPU_FRACTION', ''],
  ['ray.io/node-type', 'worker'],
  ['ray.io/node-type', 'redis-cleanup'],
  ['ray.io/node-type', 'x'],
  ['workflows.argoproj.io/component', ''],
  ['workflows.argoproj.io/workflow', 'magnus-dag-1'],
  ['pipelines.kubeflow.org/v2_component', 'true'],
  ['pipelines.kubeflow.org/v2_component', 'false'],
  ['pipelines.kubeflow.org/reused_from_cache', 'true'],
  ['pipelines.kubeflow.org/pipeline-sdk-type', 'my-tfx'],
  ['notebook-name', 'nb'],
  ['spark-role', 'driver'],
  ['katib.kubeflow.org/deployment', 'd'],
  ['katib.kubeflow.org/experiment', 'e'],
];

const owners = [
  owner('apps/v1', 'StatefulSet'),
  owner('apps/v1', 'DaemonSet'),
  owner('batch/v1', 'Job'),
  owner('ray.io/v1', 'RayCluster'),
  owner('argoproj.io/v1alpha1', 'Workflow'),
];

const variables: fc.Arbitrary<EnvVar> = fc.oneof(
  { weight: 2, arbitrary: amountText.map((value) => fraction(value.toWellFormed())) },
  { weight: 1, arbitrary: amountText.map((value) => ({ name: 'RUNAI_GPU_MEMORY', value: value.toWellFormed() })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<EnvVar>(
      secretEnv('RUNAI_GPU_FRACTION'),
      { name: 'NB_PREFIX', value: '/' },
      { name: 'RAY_JOB_SUBMISSION_ID', value: '1' },
      { name: 'RAY_DASHBOARD_ADDRESS', value: '2' },
    ),
  },
);

const words = fc.array(
  fc.constantFrom(
    ...['argoexec', '/x/argoexec', '--', 'resource', 'data', 'emissary', 'magnus'],
    ...['python', 'tfx.orchestration.kubeflow.container_entrypoint'],
  ),
  { maxLength: 5 },
);

const containers: fc.Arbitrary<readonly ContainerJson[]> = fc
  .subarray(['main', 'wait', 'ray-job-submitter', 'suggestion', 'x'], { minLength: 1, maxLength: 3 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .record({ env: fc.array(variables, { maxLength: 3 }), command: words, args: words })
          .map((parts) => container(name, parts)),
      ),
    ),
  );

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 1 });

/** Pods with the marks of any systems, often of several. */
const anyPod: fc.Arbitrary<PodParts> = fc
  .record({
    labels: fc.subarray([...labelPairs], { maxLength: 3 }),
    annotation: maybe(fc.tuple(fc.constantFrom('gpu-fraction', 'gpu-memory', 'RUNAI_GPU_FRACTION'), amountText)),
    owner: maybe(fc.constantFrom(...owners)),
    containers,
    launcher: fc.boolean(),
    scheduler: fc.constantFrom('', 'default-scheduler', 'default-scheduler', 'default-scheduler', 'volcano'),
  })
  .map(({ labels, annotation, owner: by, containers: regular, launcher, scheduler }) => ({
    labels: Object.fromEntries(labels),
    annotations: annotation === undefined ? {} : { [annotation[0]]: annotation[1].toWellFormed() },
    ...(by !== undefined && { owner: by }),
    containers: regular,
    ...(launcher && { initContainers: [container('kfp-launcher')] }),
    schedulerName: scheduler,
  }));
