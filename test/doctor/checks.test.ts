import { describe, expect, it } from 'vitest';
import { readChain } from '../../src/certificates/trust/chain.ts';
import type { Sample } from '../../src/cluster-reading/metrics-text.ts';
import { read } from '../../src/cluster-reading/reading.ts';
import type { OwnerReference } from '../../src/decision/pod/pod.ts';
import { CHECKS } from '../../src/doctor/checks/table.ts';
import { makePems } from '../certificates/pems.ts';
import {
  configuration,
  deployment,
  examine,
  found,
  NOW,
  namespace,
  own,
  pod,
  podDefault,
  queue,
  RELEASE,
  replica,
  type World,
} from './facts.ts';

const gauge = (name: string, kind: string, value: number) => ({
  name: `gpu_fraction_webhook_surroundings_${name}`,
  labels: { kind },
  value,
});

const kai = configuration('a-kai', {
  clientConfig: { service: { name: 'admission', namespace: 'kai-scheduler', path: '/mutate--v1-pod' } },
  matchConditions: [{ expression: "object.spec.schedulerName == 'kai-scheduler'" }],
});

const podDefaultsLate = configuration('poddefaults-webhook-mutating-webhook-configuration', {
  clientConfig: { service: { name: 'poddefaults', namespace: 'kubeflow', path: '/apply-poddefault' } },
});

const waitingOn = (message: string) => ({
  schedulerName: 'kai-scheduler',
  conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
});

const env = (name: string, value: string) => [{ name, value }];

/** Check, what is different in the cluster, and what is found. */
const CASES: readonly (readonly [check: string, title: string, world: World, found: readonly unknown[]])[] = [
  [
    'registration',
    'a webhook of the settings that is not there',
    { settings: { namespacePrefixes: ['kubeflow-'] } },
    [
      'warning MutatingWebhookConfiguration gpu-fraction-webhook has no webhook by-prefix.pods.gpu-fraction-webhook, which the settings want',
    ],
  ],
  [
    'registration',
    'an object selector, by which anybody could leave',
    {
      mutating: [
        {
          ...own(),
          webhooks: own().webhooks.map((webhook) => ({ ...webhook, objectSelector: { matchLabels: { a: 'b' } } })),
        },
      ],
    },
    [expect.stringMatching(/what the settings want: objectSelector$/)],
  ],
  [
    'registration',
    'a second configuration of ours',
    {
      mutating: [own(), { ...own(), metadata: { name: 'gpu-old' } }],
    },
    ['warning MutatingWebhookConfiguration gpu-old registers the same webhook as gpu-fraction-webhook does'],
  ],
  [
    'registration',
    'the prefixes of the settings, as they are registered',
    {
      settings: { namespacePrefixes: ['kubeflow-'] },
      mutating: [own({ namespacePrefixes: ['kubeflow-'] })],
    },
    [],
  ],
  [
    'webhook-order',
    'the usual names',
    {
      mutating: [
        configuration('admission-webhook-mutating-webhook-configuration', podDefaultsLate.webhooks[0]),
        configuration('cache-webhook-kubeflow'),
        own(),
        configuration('istio-sidecar-injector', {
          clientConfig: { service: { name: 'istiod', namespace: 'istio-system', path: '/inject' } },
        }),
        { ...kai, metadata: { name: 'mutating-kai-admission' } },
      ],
    },
    [],
  ],
  [
    'webhook-order',
    'KAI first',
    { mutating: [own(), kai] },
    [
      "error MutatingWebhookConfiguration a-kai (KAI's admission) is called before gpu-fraction-webhook, and should be after it",
    ],
  ],
  ['webhook-order', 'no order where nothing of ours is registered', { mutating: [kai] }, []],
  [
    'webhook-order',
    'PodDefaults of the dashboard 2.0 last',
    { mutating: [own(), podDefaultsLate] },
    [expect.stringMatching(/^info .*\(Kubeflow's PodDefaults\) is called after gpu-fraction-webhook/)],
  ],
  [
    'webhook-order',
    'the cache last, and Istio first',
    {
      mutating: [
        { ...own(), metadata: { name: 'pod-gpu' } },
        configuration('z-cache', {
          clientConfig: { service: { name: 'cache-server', namespace: 'kubeflow', path: '/mutate' } },
        }),
        configuration('istio-revision-tag-default', {
          clientConfig: { url: 'https://istiod.example.com/inject/cluster' },
        }),
      ],
      settings: { registration: { webhookConfiguration: 'pod-gpu' } },
    },
    [
      expect.stringMatching(/^warning .*z-cache \(the cache of Kubeflow Pipelines\) is called after pod-gpu/),
      expect.stringMatching(/^warning .*istio-revision-tag-default \(Istio's injector\) is called before pod-gpu/),
    ],
  ],
  [
    'trust',
    'no caBundle',
    {},
    [expect.stringMatching(/^error .* has no caBundle, so the API server trusts only authorities of its own machine/)],
  ],
  [
    'trust',
    'a caBundle that is none',
    {
      mutating: [
        {
          ...own(),
          webhooks: own().webhooks.map((webhook) => ({
            ...webhook,
            clientConfig: {
              ...webhook.clientConfig,
              caBundle: btoa('-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----'),
            },
          })),
        },
      ],
    },
    [expect.stringMatching(/holds no certificate that can be read/)],
  ],
  [
    'endpoints',
    'nobody',
    { endpointSlices: [], replicas: [replica({ problems: read(['certificate: expired']) })] },
    ['error Service gpu-system/gpu-fraction-webhook has no ready endpoint (webhook-a: certificate: expired)'],
  ],
  [
    'endpoints',
    'one replica',
    { release: { ...RELEASE, replicas: 1 } },
    ['warning Service gpu-system/gpu-fraction-webhook has one replica behind it'],
  ],
  [
    'endpoints',
    'an endpoint that says nothing, which counts as ready',
    {
      endpointSlices: [
        {
          metadata: { name: 's' },
          endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'], conditions: {} }],
        },
      ],
    },
    [],
  ],
  [
    'timeouts',
    'our own timeout',
    { mutating: [{ ...own(), webhooks: own().webhooks.map((webhook) => ({ ...webhook, timeoutSeconds: 30 })) }] },
    ['warning MutatingWebhookConfiguration gpu-fraction-webhook has timeoutSeconds 30'],
  ],
  [
    'timeouts',
    'the defaults of three webhooks, and of the slowest that only judges',
    {
      mutating: [own(), ...['a', 'b'].map((name) => configuration(name, { timeoutSeconds: null }))],
      validating: [configuration('v', { timeoutSeconds: 11 }), configuration('w', { timeoutSeconds: 5 })],
    },
    [
      expect.stringMatching(
        /^warning Namespace alice has 4 webhooks that its pods wait for, with timeouts of together 34 s/,
      ),
    ],
  ],
  [
    'timeouts',
    'webhooks that are asked about nothing here',
    {
      mutating: [
        own(),
        configuration('other-namespaces', {
          timeoutSeconds: 30,
          namespaceSelector: { matchLabels: { some: 'label' } },
        }),
        configuration('by-name', {
          timeoutSeconds: 30,
          namespaceSelector: {
            matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['alice'] }],
          },
        }),
        configuration('nodes', {
          timeoutSeconds: 30,
          rules: [{ apiGroups: [''], operations: ['*'], resources: ['nodes'] }],
        }),
        configuration('updates', {
          timeoutSeconds: 30,
          rules: [{ apiGroups: ['*'], operations: ['UPDATE'], resources: ['*'] }],
        }),
      ],
    },
    [],
  ],
  [
    'watches',
    'objects that cannot be read',
    { replicas: [replica({ metrics: read([gauge('unreadable_objects', 'PodDefault', 2)]) })] },
    ['warning Pod webhook-a cannot read some objects of PodDefault'],
  ],
  [
    'watches',
    'five minutes and one second',
    { replicas: [replica({ metrics: read([gauge('staleness_seconds', 'Namespace', 301)]) })] },
    ['warning Pod webhook-a has heard nothing for more than 300 s of Namespace'],
  ],
  [
    'watches',
    'five minutes',
    { replicas: [replica({ metrics: read([gauge('staleness_seconds', 'Namespace', 300)]) })] },
    [],
  ],
  [
    'permissions',
    'the same of two replicas, once',
    {
      replicas: ['a', 'b'].map((name) =>
        replica({ name, metrics: read([gauge('forbidden', 'RayCluster', 1), gauge('forbidden', 'Namespace', 0)]) }),
      ),
    },
    ['warning ServiceAccount gpu-system/gpu-fraction-webhook may not list and watch rayclusters.ray.io'],
  ],
  [
    'scheduler',
    'none at all',
    { schedulers: { kai: false, runai: false } },
    [expect.stringMatching(/^warning Scheduler kai-scheduler is in doubt: the cluster has neither/)],
  ],
  [
    'scheduler',
    'a name of one’s own',
    { settings: { schedulerName: 'mine' }, schedulers: { kai: false, runai: false } },
    [],
  ],
  [
    'gpu-sharing',
    'off for a scheduler that is none of KAI’s',
    { settings: { flavour: 'runai' }, kaiConfigs: [{ metadata: { name: 'c' } }] },
    [],
  ],
  [
    'gpu-sharing',
    'nothing said, which is off',
    { kaiConfigs: [{ metadata: { name: 'c' } }] },
    ['error Config c (kai.scheduler) has GPU sharing switched off'],
  ],
  [
    'runtime-class',
    'a class of another name',
    {
      kaiConfigs: [
        { metadata: { name: 'c' }, spec: { admission: { gpuPodRuntimeClassName: 'gpu', gpuSharing: true } } },
      ],
    },
    ['error RuntimeClass gpu does not exist'],
  ],
  [
    'runtime-class',
    'no class, as KAI was told',
    {
      kaiConfigs: [{ metadata: { name: 'c' }, spec: { admission: { gpuFractionRuntimeClassName: '' } } }],
      runtimeClasses: [],
    },
    [],
  ],
  [
    'namespace-scope',
    'one that is opted out',
    { namespaces: [namespace('kubeflow', { 'runai-injection': 'disabled' })] },
    [],
  ],
  [
    'namespace-scope',
    'the release’s own',
    { namespaces: [namespace('gpu-system')] },
    ['warning Namespace gpu-system has the label runai-injection=enabled, and is excluded by the settings'],
  ],
  [
    'namespace-project',
    'an empty label',
    { namespaces: [namespace('bob', { 'kai/project': ' ' })] },
    ['warning Namespace bob has opted in, and belongs to no project (label kai/project)'],
  ],
  [
    'namespace-project',
    'one that did not opt in',
    { namespaces: [namespace('bob', { 'runai-injection': 'disabled' })] },
    [],
  ],
  [
    'namespace-queue',
    'a parent that is not there',
    { queues: [queue('team-a', 'nowhere')] },
    ['error Namespace alice belongs to project team-a, whose queue names the parent nowhere, which does not exist'],
  ],
  [
    'namespace-queue',
    'a department',
    { queues: [queue('team-a', undefined), queue('team-b', 'team-a')] },
    [
      'error Namespace alice belongs to project team-a, whose queue is a parent of others, and KAI takes pods only into leaves',
    ],
  ],
  [
    'namespace-queue',
    'only queues of node pools',
    { queues: [queue('team-a-a100', undefined)] },
    [
      'warning Namespace alice belongs to project team-a, and there is no such queue for pods that name no node pool; there are team-a-a100',
    ],
  ],
  [
    'namespace-queue',
    'Run:ai, which names queues itself',
    {
      settings: { flavour: 'runai' },
      namespaces: [namespace('bob', { 'runai/queue': 'team-a' }), namespace('carol', { 'runai/queue': 'team-x' })],
      queues: [queue('team-a-default', 'team-a'), queue('team-a', undefined)],
    },
    ['error Namespace carol belongs to project team-x, and there is no such queue'],
  ],
  [
    'queue-quota',
    'a department without any',
    { queues: [queue('department', undefined, 0), queue('team-a', 'department')] },
    ['warning Queue department has no quota of gpu'],
  ],
  [
    'queue-quota',
    'a queue of somebody else',
    { queues: [queue('team-a', undefined), queue('team-z', undefined, 0)] },
    [],
  ],
  ['queue-quota', 'a circle of parents', { queues: [queue('team-a', 'b'), queue('b', 'team-a')] }, []],
  [
    'queue-quota',
    'no resources at all',
    { queues: [{ metadata: { name: 'team-a' } }] },
    ['warning Queue team-a has no quota of gpu, cpu, memory'],
  ],
  [
    'pod-defaults',
    'one of another matter',
    { podDefaults: [podDefault('proxy', { env: env('HTTP_PROXY', 'x') })] },
    [],
  ],
  ['pod-defaults', 'another team’s project', { podDefaults: [podDefault('b', { labels: { project: 'team-b' } })] }, []],
  [
    'pod-defaults',
    'another team’s project, and a share',
    {
      podDefaults: [podDefault('b', { labels: { project: 'team-b' }, env: env('RUNAI_GPU_FRACTION', '0.5') })],
    },
    [
      expect.stringMatching(
        /^error PodDefault alice\/b asks for what is refused: foreign-project: label project of PodDefault b is "team-b"/,
      ),
    ],
  ],
  [
    'pod-defaults',
    'wrong values, where they are only warned about',
    {
      settings: { onInvalid: 'warn' },
      podDefaults: [podDefault('b', { env: env('RUNAI_GPU_FRACTION', 'half') })],
    },
    [
      expect.stringMatching(
        /^error PodDefault alice\/b asks for what is refused: invalid-fraction: The value is not a GPU fraction\.$/,
      ),
    ],
  ],
  [
    'pod-defaults',
    'two for the same pods',
    {
      podDefaults: [
        podDefault('all', { selector: {}, env: env('RUNAI_GPU_FRACTION', '0.5') }),
        podDefault('some', { env: env('RUNAI_GPU_FRACTION', '0.25') }),
      ],
    },
    ['warning PodDefault alice/all contradicts PodDefault alice/some: they set RUNAI_GPU_FRACTION to different values'],
  ],
  [
    'pod-defaults',
    'two that ask for different things',
    {
      podDefaults: [
        podDefault('share', {
          selector: { matchExpressions: [{ key: 'a', operator: 'Exists' }] },
          env: env('RUNAI_GPU_FRACTION', '0.5'),
        }),
        podDefault('memory', { env: env('RUNAI_GPU_MEMORY', '1000') }),
      ],
    },
    [
      expect.stringMatching(
        /^info PodDefault alice\/share contradicts PodDefault alice\/memory: fraction-and-memory: /,
      ),
    ],
  ],
  [
    'pod-defaults',
    'two that no pod can have together',
    {
      podDefaults: ['0.5', '0.25'].map((value) =>
        podDefault(`x${value}`, { selector: { matchLabels: { size: value } }, env: env('RUNAI_GPU_FRACTION', value) }),
      ),
    },
    [],
  ],
  [
    'unpatched-pods',
    'one that asked, and one that was patched',
    {
      pods: [
        pod('asked', { annotations: { RUNAI_GPU_FRACTION: '0.5' } }),
        pod('patched', { annotations: { RUNAI_GPU_FRACTION: '0.5' }, schedulerName: 'kai-scheduler' }),
        pod('plain'),
      ],
    },
    ['warning Namespace alice has 1 pod that asked for a project or a share, without being patched: asked'],
  ],
  [
    'unpatched-pods',
    'in audit mode what would be refused',
    {
      settings: { mode: 'audit' },
      pods: [pod('mistaken', { annotations: { RUNAI_GPU_FRACTION: '1.5' } })],
    },
    [
      'info Namespace alice has 1 pod that would be refused: mistaken',
      'info Setting mode is audit: of 1 pod in opted-in namespaces 1 would be patched or refused',
    ],
  ],
  [
    'unpatched-pods',
    'a gang that nobody sent',
    {
      pods: [
        pod('w', {
          pod: {
            metadata: {
              name: 'w',
              namespace: 'alice',
              labels: { 'ray.io/node-type': 'worker', 'ray.io/cluster': 'c', project: 'team-a' },
            },
            spec: { containers: [{ name: 'ray-worker', resources: { limits: { 'nvidia.com/gpu': '1' } } }] },
          },
        }),
      ],
    },
    ['info Namespace alice has 1 pod with a GPU or of a gang, not sent to the scheduler: w'],
  ],
  [
    'waiting-pods',
    'two of which nobody says anything',
    {
      pods: ['a', 'b'].map((name) => pod(name, { schedulerName: 'kai-scheduler' })),
    },
    [
      expect.stringMatching(
        /^warning 2 pods wait for the same reason \(alice\/a, alice\/b\), the oldest for 10 min: no scheduler has said anything about them/,
      ),
    ],
  ],
  [
    'waiting-pods',
    'one by itself, a young one, one on a node, and one of another scheduler',
    {
      pods: [
        pod('a', waitingOn('one reason')),
        pod('b', waitingOn('another reason')),
        pod('c', { ...waitingOn('one reason'), createdAt: Date.parse('2026-03-01T11:59:00Z') }),
        pod('d', { ...waitingOn('one reason'), isOnNode: true }),
        pod('e', { ...waitingOn('one reason'), schedulerName: 'default-scheduler' }),
      ],
    },
    [],
  ],
  [
    'waiting-pods',
    'amounts and names that differ',
    {
      pods: [
        pod('first', waitingOn('pod alice/first lacks 0.5 GPUs')),
        pod('second', waitingOn('pod alice/second lacks 12 GPUs')),
      ],
    },
    [
      expect.stringMatching(
        /^warning 2 pods wait for the same reason \(alice\/first, alice\/second\), .*: pod alice\/first lacks 0\.5 GPUs$/,
      ),
    ],
  ],
  [
    'versions',
    'a newer Kubernetes, and an older one',
    { kubernetes: 'v1.99.0-eks-1' },
    [expect.stringMatching(/^info Kubernetes v1\.99\.0-eks-1 \(the API server\) is newer than 1\.\d+, the newest/)],
  ],
  [
    'versions',
    'Kubernetes before the first',
    { kubernetes: 'v1.9.4' },
    [expect.stringMatching(/^warning Kubernetes v1\.9\.4 .* is older than 1\.30/)],
  ],
  [
    'versions',
    'images by tag and digest, by digest alone, and from a registry with a port',
    {
      deployments: [
        deployment('kuberay-operator', 'example.com:5000/kuberay/operator:v0.6.0@sha256:aa'),
        deployment('training-operator', 'example.com:5000/training-operator@sha256:aa'),
        deployment('notebook-controller-deployment', 'example.com:5000/notebook-controller'),
      ],
    },
    [expect.stringMatching(/^warning KubeRay v0\.6\.0 \(Deployment somewhere\/kuberay-operator\) is older/)],
  ],
  [
    'versions',
    'a KAI that Run:ai brings along',
    {
      settings: { flavour: 'runai' },
      deployments: [deployment('kai-operator', 'x:v0.1.0'), deployment('runai-operator', 'x:2.16.5')],
    },
    [expect.stringMatching(/^warning Run:ai 2\.16\.5/)],
  ],
];

describe('the life of a certificate', () => {
  const DAY_MILLIS = 86_400_000;

  /** A certificate that was valid for nine days and is for two more, as `doctor` has the time. */
  async function judged(metrics: readonly { name: string; labels: object; value: number }[]) {
    const start = NOW.getTime() - 9 * DAY_MILLIS;
    const { cert } = await makePems({
      beginsInDays: (start - Date.now()) / DAY_MILLIS,
      expiresInDays: (start + 11 * DAY_MILLIS - Date.now()) / DAY_MILLIS,
    });
    const chain = read(readChain(cert));
    return found('certificates', { replicas: [replica({ chain, metrics: read(metrics as readonly Sample[]) })] });
  }

  const issued = (daysAgo: number) => ({
    name: 'gpu_fraction_webhook_certificate_issued_timestamp_seconds',
    labels: {},
    value: (NOW.getTime() - daysAgo * DAY_MILLIS) / 1000,
  });

  it('begins when it was issued, where the replica says that, and else when it became valid', async () => {
    expect(await judged([])).toEqual([]);
    expect(await judged([issued(18)])).toEqual([
      expect.stringMatching(
        /^warning Pod webhook-a serves a certificate that ends on \S+, with 10 % of its life left$/,
      ),
    ]);
    expect(await judged([issued(1)])).toEqual([]);
  });

  it('may be over', async () => {
    const { cert } = await makePems({ beginsInDays: -9000, expiresInDays: -8000 });
    expect(found('certificates', { replicas: [replica({ chain: read(readChain(cert)) })] })).toEqual([
      expect.stringMatching(/^error Pod webhook-a serves a certificate that expired on /),
    ]);
  });
});

describe('a check', () => {
  it.each(CASES)('%s judges %s', (check, _title, world, expected) => {
    expect(found(check, world)).toEqual(expected);
  });

  it('finds nothing in a cluster that is well, but for the trust that no replica shows here', () => {
    const results = examine({});
    expect(results.filter(({ check }) => check !== 'trust').flatMap(({ findings }) => findings)).toEqual([]);
    expect(results.map(({ check }) => check)).toEqual(CHECKS.map(({ id }) => id));
  });

  it('says for each finding why it matters, and a command', () => {
    const findings = CASES.flatMap(([check, , world]) => examine(world).filter((one) => one.check === check)).flatMap(
      (result) => result.findings,
    );
    expect(findings.length).toBeGreaterThan(30);
    for (const { why, command, problem } of findings) {
      expect(why).not.toBe('');
      expect(command).toMatch(/^(kubectl|helm) /);
      expect(`${why}${command}${problem}`).not.toContain('undefined');
    }
  });

  it('is not made without what it needs, and says why', () => {
    const rule = '{apiGroups: [""], resources: [namespaces], verbs: [list]}';
    const results = examine({
      unread: {
        namespaces: { kind: 'forbidden', what: 'namespaces', rules: [rule] },
        queues: { kind: 'missing', what: 'Queue (scheduling.run.ai)' },
        replicas: { kind: 'failed', problem: 'no replica of the webhook is running' },
      },
    });
    const of = (id: string) => results.find(({ check }) => check === id);
    expect(of('namespace-project')).toMatchObject({ state: 'not-checked', notes: [`needs the permission ${rule}`] });
    expect(of('queue-quota')).toMatchObject({ state: 'not-applicable' });
    expect(of('watches')).toMatchObject({ state: 'not-checked', notes: ['no replica of the webhook is running'] });
    // What is only of use is left out, and said.
    expect(of('trust')).toMatchObject({
      state: 'found',
      notes: ['not wholly checked: no replica of the webhook is running'],
    });
  });

  it('does not say that all is well with what is not there', () => {
    const results = examine({
      mutating: [],
      unread: { replicas: { kind: 'missing', what: 'a release of the webhook' } },
    });
    expect(results.find(({ check }) => check === 'trust')).toMatchObject({
      state: 'not-applicable',
      notes: ['a release of the webhook is not installed'],
    });
  });

  it('names a command that fits what was found', () => {
    const commandsOf = (id: string, world: Parameters<typeof examine>[0]) =>
      examine(world)
        .filter(({ check }) => check === id)
        .flatMap(({ findings }) => findings.map(({ command }) => command));
    // No flavour is right where there is no scheduler.
    expect(commandsOf('scheduler', { schedulers: { kai: false, runai: false } })).toEqual([
      expect.stringMatching(/^kubectl api-resources --api-group=scheduling\.run\.ai/),
    ]);
    expect(commandsOf('scheduler', { schedulers: { kai: false, runai: true } })).toEqual([
      expect.stringMatching(/^helm upgrade .* --set config\.flavour=runai$/),
    ]);
    const asking = (name: string, ownerReferences: readonly OwnerReference[]) => {
      const annotations = { RUNAI_GPU_FRACTION: '0.5' };
      const { pod: json, ...rest } = pod(name, { annotations });
      return { ...rest, pod: { ...json, metadata: { ...json.metadata, ownerReferences } } };
    };
    const pods = [asking('made', [{ apiVersion: 'batch/v1', kind: 'Job', name: 'j' }]), asking('by-hand', [])];
    expect(commandsOf('unpatched-pods', { pods })).toEqual([
      expect.stringMatching(
        /^kubectl delete pod -n alice made {3}# their controllers make them again, and nobody by-hand;/,
      ),
    ]);
  });

  it('hands on what is missing in what was read', () => {
    const results = examine({
      unread: { queues: { kind: 'read', value: [queue('team-a', undefined)], gaps: ['two are odd'] } },
    });
    expect(results.find(({ check }) => check === 'namespace-queue')).toMatchObject({
      state: 'ok',
      notes: ['two are odd'],
    });
  });
});
