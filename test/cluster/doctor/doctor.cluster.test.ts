import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ClusterAccess } from '../../../src/cluster/access.ts';
import { ClusterError } from '../../../src/cluster/api-error.ts';
import { kubeconfigAccess } from '../../../src/cluster/kubeconfig.ts';
import { doctorCommand } from '../../../src/commands/doctor.ts';
import { CHECKS } from '../../../src/doctor/checks/table.ts';
import { SurroundingsMetrics } from '../../../src/telemetry/surroundings-metrics.ts';
import { runProgram } from '../../support/program.ts';
import { apply, create, type Manifest, mergePatch, remove } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace } from '../namespaces.ts';
import { type OwnWebhook, optedIn, startOwnWebhook } from '../own-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { gangOwners, installOpenCrd, podDefaults } from '../watches/open-crd.ts';
import { registerOther, registerWebhook } from '../webhook.ts';
import { accessByPage, grantAllBut, granted } from './page-roles.ts';
import { deployment, playRelease, removeAll, replicaThatSays, secondEndpoint, settingsMap } from './played-release.ts';

/** What `-o json` prints. */
interface Printed {
  readonly kubernetes: string;
  readonly release: object | null;
  readonly mode: string;
  readonly notes: readonly string[];
  readonly findings: readonly Record<'check' | 'severity' | 'object' | 'problem' | 'why' | 'command', string>[];
  readonly checks: readonly { check: string; state: string; notes: readonly string[]; findings: number }[];
}

interface RegisteredTwice extends Manifest {
  readonly webhooks: readonly { readonly clientConfig: { url?: string; service?: object } }[];
}

const DAY_MILLIS = 86_400_000;

const QUEUE = { group: 'scheduling.run.ai', version: 'v2', kind: 'Queue', plural: 'queues', scope: 'Cluster' } as const;
const CONFIG = { group: 'kai.scheduler', version: 'v1', kind: 'Config', plural: 'configs', scope: 'Cluster' } as const;

const unlimited = { quota: -1 };

const queue = (name: string, spec: object): Manifest => ({
  apiVersion: 'scheduling.run.ai/v2',
  kind: 'Queue',
  metadata: { name },
  spec,
});

const quota = { resources: { gpu: unlimited, cpu: unlimited, memory: unlimited } };
const teamA = queue('team-a', { parentQueue: 'department', ...quota });

const kaiConfig: Manifest = {
  apiVersion: 'kai.scheduler/v1',
  kind: 'Config',
  metadata: { name: 'kai-config' },
  spec: { admission: { gpuSharing: true } },
};

const nvidia: Manifest = {
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name: 'nvidia' },
  handler: 'nvidia',
};

const pod = (
  name: string,
  namespace: string,
  more: { annotations?: Record<string, string>; scheduler?: string } = {},
): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, annotations: more.annotations ?? {} },
  spec: {
    ...(more.scheduler !== undefined && { schedulerName: more.scheduler }),
    containers: [{ name: 'main', image: 'example.com/none' }],
  },
});

const podDefault = (name: string, fraction: string): Manifest => ({
  apiVersion: 'kubeflow.org/v1alpha1',
  kind: 'PodDefault',
  metadata: { name, namespace: 'alice' },
  spec: { selector: { matchLabels: { [name]: 'true' } }, env: [{ name: 'RUNAI_GPU_FRACTION', value: fraction }] },
});

const operator = (image: string): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'kai-operator', namespace: 'default' },
  spec: {
    paused: true,
    selector: { matchLabels: { app: 'kai-operator' } },
    template: {
      metadata: { labels: { app: 'kai-operator' } },
      spec: { containers: [{ name: 'operator', image }] },
    },
  },
});

const asNamespace = (name: string): Manifest => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

describeOnCluster('doctor', {}, (cluster) => {
  let access: ClusterAccess;
  let webhook: OwnWebhook;
  let healthPort = 0;

  beforeAll(async () => {
    access = await kubeconfigAccess({ kubeconfig: cluster().kubeconfigPath }, {});
    const { kubeConfig } = cluster();
    await Promise.all([QUEUE, CONFIG, podDefaults].map((kind) => installOpenCrd(cluster(), kind)));
    webhook = await startOwnWebhook(cluster());
    healthPort = webhook.server.healthAddress.port;
    await playRelease(cluster(), healthPort);
    await apply(
      kubeConfig,
      queue('department', quota),
      teamA,
      kaiConfig,
      nvidia,
      operator('example.com/operator:v0.17.0'),
    );
    await ensureNamespace(cluster(), 'alice', {
      labels: { ...optedIn('team-a'), 'app.kubernetes.io/part-of': 'kubeflow-profile' },
    });
    // Of the harness itself, without a project.
    await remove(kubeConfig, asNamespace('webhook-probe'));
    await mergePatch(kubeConfig, asNamespace('webhook-probe'), { metadata: { labels: { 'runai-injection': null } } });
    await apply(kubeConfig, secondEndpoint(true));
  });

  async function doctor(more: Partial<Parameters<typeof doctorCommand>[0]> = {}) {
    const { stdout, exitCode } = await doctorCommand({
      access,
      release: {},
      settings: { config: undefined, flags: {} },
      output: 'json',
      ...more,
    });
    return { exitCode, ...(JSON.parse(stdout) as Printed) };
  }

  const objectsOf = ({ findings }: Printed, check: string): readonly string[] =>
    findings
      .filter((finding) => finding.check === check)
      .map(({ severity, object, problem }) => `${severity} ${object} ${problem}`);

  it('finds nothing where all is well, and has looked at everything', async () => {
    const { exitCode, findings, checks, release, kubernetes, mode } = await doctor();
    expect(findings).toEqual([]);
    expect(checks.filter(({ state, notes }) => state !== 'ok' || notes.length > 0)).toEqual([]);
    expect({ exitCode, release, kubernetes, mode }).toEqual({
      exitCode: 0,
      release: { namespace: 'gpu-fraction-webhook', name: 'gpu-fraction-webhook' },
      kubernetes: cluster().version,
      mode: 'enforce',
    });
  });

  /** What is broken, until it is mended again. */
  interface Case {
    readonly check: string;
    readonly title: string;
    readonly breaks: (cluster: Cluster) => Promise<unknown>;
    readonly mends: (cluster: Cluster) => Promise<unknown>;
    readonly finds: string | RegExp;
    readonly exitCode?: number;
    readonly more?: (cluster: Cluster) => Partial<Parameters<typeof doctorCommand>[0]>;
  }

  const nothing = async (): Promise<void> => undefined;
  const register = (more: Parameters<typeof registerWebhook>[1]) => registerWebhook(cluster(), more);
  const asItWas = () => register({ port: webhook.server.httpsAddress.port, caBundle: cluster().authority.cert });
  const stranger = { namespace: 'default', name: 'stranger' };
  const neighbour = (name: string, path: string, more: object = {}) =>
    registerOther(cluster(), {
      name,
      path,
      port: 1,
      caBundle: cluster().authority.cert,
      service: stranger,
      namespaceSelector: {},
      ...more,
    });
  const withoutNeighbour = (name: string) =>
    remove(cluster().kubeConfig, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name },
    });
  let talking: { port: number; close(): void };

  /** A replica whose metrics say so, with words of the program's own. */
  async function talks(say: (metrics: SurroundingsMetrics, later: (millis: number) => void) => void) {
    const { Registry } = await import('prom-client');
    const registry = new Registry();
    let now = 0;
    say(new SurroundingsMetrics(registry, () => now), (millis) => (now += millis));
    talking = await replicaThatSays({ '/readyz': 'ready\n', '/metrics': await registry.metrics() });
    await apply(cluster().kubeConfig, deployment(talking.port));
  }
  const talksNoMore = async () => {
    talking.close();
    await apply(cluster().kubeConfig, deployment(healthPort));
  };

  const CASES: readonly Case[] = [
    {
      check: 'registration',
      title: 'a configuration that is gone',
      breaks: () => remove(cluster().kubeConfig, webhook.configuration),
      mends: asItWas,
      finds:
        'error MutatingWebhookConfiguration gpu-fraction-webhook does not exist, so the API server does not call the webhook',
    },
    {
      check: 'registration',
      title: 'a selector that is not the settings’',
      breaks: () =>
        register({
          port: webhook.server.httpsAddress.port,
          caBundle: cluster().authority.cert,
          excludedNamespaces: ['kube-system'],
        }),
      mends: asItWas,
      finds:
        'warning MutatingWebhookConfiguration gpu-fraction-webhook differs in webhook by-label.pods.gpu-fraction-webhook from what the settings want: namespaceSelector',
    },
    {
      check: 'webhook-order',
      title: 'KAI’s admission under a name that sorts first',
      breaks: () =>
        neighbour('a-kai-admission', '/mutate--v1-pod', {
          matchConditions: [{ name: 'scheduler', expression: "object.spec.schedulerName == 'kai-scheduler'" }],
        }),
      mends: () => withoutNeighbour('a-kai-admission'),
      finds:
        "error MutatingWebhookConfiguration a-kai-admission (KAI's admission) is called before gpu-fraction-webhook, and should be after it",
    },
    {
      check: 'trust',
      title: 'an authority that has signed for nobody',
      breaks: async () =>
        register({
          port: webhook.server.httpsAddress.port,
          caBundle: (await cluster().authority.serving(['stranger'])).cert,
        }),
      mends: asItWas,
      finds:
        /^error MutatingWebhookConfiguration gpu-fraction-webhook has a caBundle that does not accept the certificate of pod webhook-a/,
    },
    {
      check: 'endpoints',
      title: 'one replica that is not ready',
      breaks: () => apply(cluster().kubeConfig, secondEndpoint(false)),
      mends: () => apply(cluster().kubeConfig, secondEndpoint(true)),
      finds:
        'warning Service gpu-fraction-webhook/gpu-fraction-webhook has 1 ready endpoint, and 2 replicas are wanted',
    },
    {
      check: 'timeouts',
      title: 'three webhooks that wait for the longest time of all',
      breaks: () => Promise.all(['x-1', 'x-2', 'x-3'].map((name) => neighbour(name, '/', { timeoutSeconds: 20 }))),
      mends: () => Promise.all(['x-1', 'x-2', 'x-3'].map(withoutNeighbour)),
      finds: /^warning Namespace \S+ has 4 webhooks that its pods wait for, with timeouts of together 63 s/,
    },
    {
      check: 'certificates',
      title: 'certificates that were not renewed',
      breaks: nothing,
      mends: nothing,
      more: () => ({ now: new Date(Date.now() + 27 * DAY_MILLIS) }),
      finds: /^warning Pod webhook-a serves a certificate that ends on \S+, with \d+ % of its life left/,
    },
    {
      check: 'watches',
      title: 'a watch that has heard nothing for long',
      breaks: () =>
        talks((metrics, later) => {
          metrics.began('PodDefault');
          later(900_000);
          metrics.began('Namespace');
        }),
      mends: talksNoMore,
      finds: 'warning Pod webhook-a has heard nothing for more than 300 s of PodDefault',
    },
    {
      check: 'permissions',
      title: 'a kind that the webhook may not read',
      breaks: () =>
        talks((metrics) => {
          metrics.began('PodDefault');
          metrics.forbidden('PodDefault', true);
        }),
      mends: talksNoMore,
      finds:
        'warning ServiceAccount gpu-fraction-webhook/gpu-fraction-webhook may not list and watch poddefaults.kubeflow.org',
    },
    {
      check: 'scheduler',
      title: 'the other product’s scheduler',
      breaks: nothing,
      mends: nothing,
      more: ({ folder }) => {
        const config = join(folder, 'runai.yaml');
        writeFileSync(config, 'flavour: runai\n');
        return { settings: { config, flags: {} } };
      },
      finds: /^error Scheduler runai-scheduler is in doubt: the cluster has KAI and not Run:ai/,
    },
    {
      check: 'gpu-sharing',
      title: 'KAI as it is installed by default',
      breaks: () => apply(cluster().kubeConfig, { ...kaiConfig, spec: {} }),
      mends: () => apply(cluster().kubeConfig, kaiConfig),
      finds: 'error Config kai-config (kai.scheduler) has GPU sharing switched off',
    },
    {
      check: 'runtime-class',
      title: 'a cluster without NVIDIA’s RuntimeClass',
      breaks: () => remove(cluster().kubeConfig, nvidia),
      mends: () => apply(cluster().kubeConfig, nvidia),
      finds: 'error RuntimeClass nvidia does not exist',
    },
    {
      check: 'namespace-scope',
      title: 'a label with another value',
      breaks: () => ensureNamespace(cluster(), 'mistyped', { labels: { 'runai-injection': 'true' } }),
      mends: () => ensureNamespace(cluster(), 'mistyped'),
      finds: 'warning Namespace mistyped has the label runai-injection=true, which means nothing',
    },
    {
      check: 'namespace-scope',
      title: 'a label on an excluded namespace',
      breaks: () => ensureNamespace(cluster(), 'kubeflow', { labels: optedIn() }),
      mends: () => ensureNamespace(cluster(), 'kubeflow'),
      finds: 'warning Namespace kubeflow has the label runai-injection=enabled, and is excluded by the settings',
    },
    {
      check: 'namespace-project',
      title: 'a namespace of nobody',
      breaks: () => ensureNamespace(cluster(), 'nobodys', { labels: optedIn() }),
      mends: () => ensureNamespace(cluster(), 'nobodys'),
      finds: 'warning Namespace nobodys has opted in, and belongs to no project (label kai/project)',
    },
    {
      check: 'namespace-queue',
      title: 'a project without a queue',
      breaks: () => ensureNamespace(cluster(), 'bob', { labels: optedIn('team-x') }),
      mends: () => ensureNamespace(cluster(), 'bob'),
      finds: 'error Namespace bob belongs to project team-x, and there is no such queue',
    },
    {
      check: 'namespace-queue',
      title: 'a project whose queue is a department',
      breaks: () => ensureNamespace(cluster(), 'carol', { labels: optedIn('department') }),
      mends: () => ensureNamespace(cluster(), 'carol'),
      finds:
        'error Namespace carol belongs to project department, whose queue is a parent of others, and KAI takes pods only into leaves',
    },
    {
      check: 'queue-quota',
      title: 'a queue as KAI’s quick start makes it',
      breaks: () =>
        mergePatch(cluster().kubeConfig, teamA, {
          spec: { resources: { gpu: { quota: 0 }, memory: { quota: null } } },
        }),
      mends: () => apply(cluster().kubeConfig, teamA),
      finds: 'warning Queue team-a has no quota of gpu, memory',
    },
    {
      check: 'pod-defaults',
      title: 'a PodDefault with a value that is none',
      breaks: () => apply(cluster().kubeConfig, podDefault('half', '1.5')),
      mends: () => remove(cluster().kubeConfig, podDefault('half', '')),
      finds:
        /^error PodDefault alice\/half asks for what is refused: invalid-fraction: env RUNAI_GPU_FRACTION of PodDefault half is "1\.5"/,
    },
    {
      check: 'pod-defaults',
      title: 'two PodDefaults that somebody may tick together',
      breaks: () => apply(cluster().kubeConfig, podDefault('half', '0.5'), podDefault('quarter', '0.25')),
      mends: () => removeAll(cluster(), podDefault('half', ''), podDefault('quarter', '')),
      finds:
        'info PodDefault alice/half contradicts PodDefault alice/quarter: they set RUNAI_GPU_FRACTION to different values',
      exitCode: 0,
    },
    {
      check: 'unpatched-pods',
      title: 'a pod that is older than the label of its namespace',
      breaks: async () => {
        await ensureNamespace(cluster(), 'late');
        await create(cluster().kubeConfig, pod('asking', 'late', { annotations: { RUNAI_GPU_FRACTION: '0.5' } }));
        await create(cluster().kubeConfig, pod('silent', 'late'));
        // One that asked as well, and is being deleted.
        const leaving = pod('leaving', 'late', { annotations: { RUNAI_GPU_FRACTION: '0.5' } });
        await create(cluster().kubeConfig, leaving);
        await mergePatch(cluster().kubeConfig, leaving, { metadata: { finalizers: ['example.com/held'] } });
        await remove(cluster().kubeConfig, leaving);
        await ensureNamespace(cluster(), 'late', { labels: optedIn('team-a') });
      },
      mends: () => ensureNamespace(cluster(), 'late'),
      finds: 'warning Namespace late has 1 pod that asked for a project or a share, without being patched: asking',
    },
    {
      check: 'unpatched-pods',
      title: 'in audit mode, what would be done',
      breaks: async () => {
        await create(cluster().kubeConfig, pod('mistaken', 'late', { annotations: { RUNAI_GPU_FRACTION: '1.5' } }));
        await ensureNamespace(cluster(), 'late', { labels: optedIn('team-a') });
        await apply(cluster().kubeConfig, settingsMap({ mode: 'audit' }));
      },
      mends: async () => {
        await ensureNamespace(cluster(), 'late');
        await apply(cluster().kubeConfig, settingsMap());
      },
      finds: 'info Setting mode is audit: of 3 pods in opted-in namespaces 2 would be patched or refused',
      exitCode: 0,
    },
    {
      check: 'waiting-pods',
      title: 'pods that wait for the same reason',
      breaks: async () => {
        await ensureNamespace(cluster(), 'waiting');
        for (const [index, name] of ['first', 'second'].entries()) {
          await create(cluster().kubeConfig, pod(name, 'waiting', { scheduler: 'kai-scheduler' }));
          const message = `Pod waiting/${name}: queue team-a has ${index} GPUs left`;
          const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
          await mergePatch(cluster().kubeConfig, pod(name, 'waiting'), { status: { conditions } }, '/status');
        }
        await ensureNamespace(cluster(), 'waiting', { labels: optedIn('team-a') });
      },
      mends: () => ensureNamespace(cluster(), 'waiting'),
      more: () => ({ now: new Date(Date.now() + 600_000) }),
      finds:
        /^warning 2 pods wait for the same reason \(waiting\/first, waiting\/second\), the oldest for 10 min: Pod waiting\/\w+: queue team-a has \d GPUs left$/,
    },
    {
      check: 'versions',
      title: 'a KAI that is too old',
      breaks: () => apply(cluster().kubeConfig, operator('example.com/operator:v0.9.1')),
      mends: () => apply(cluster().kubeConfig, operator('example.com/operator:v0.17.0')),
      finds:
        'warning KAI-Scheduler v0.9.1 (Deployment default/kai-operator) is older than 0.13, the oldest that is supported',
    },
  ];

  it.each(CASES)('finds by $check $title', async ({ check, breaks, mends, finds, more, exitCode = 1 }) => {
    await breaks(cluster());
    try {
      const printed = await doctor(more?.(cluster()));
      const expected = typeof finds === 'string' ? finds : expect.stringMatching(finds);
      expect(objectsOf(printed, check)).toContainEqual(expected);
      expect(printed.exitCode).toBe(exitCode);
    } finally {
      await mends(cluster());
    }
    // And says nothing any more when it is mended.
    expect(objectsOf(await doctor(), check)).toEqual([]);
  });

  it('has a case for each check', () => {
    expect(new Set(CASES.map(({ check }) => check))).toEqual(new Set(CHECKS.map(({ id }) => id)));
  });

  describe('with the permissions of its page', () => {
    let byPage: ClusterAccess;
    beforeAll(async () => {
      byPage = await accessByPage(cluster());
      await Promise.all(gangOwners.map((kind) => installOpenCrd(cluster(), kind)));
    });

    /** What could not be looked at for want of a permission, and the rule that it names. */
    async function unread(): Promise<string> {
      try {
        const { checks } = await doctor({ access: byPage });
        return checks.flatMap(({ notes }) => notes).join('\n');
      } catch (error) {
        expect(error).toBeInstanceOf(ClusterError);
        return (error as Error).message;
      }
    }

    it('looks at everything, and finds what an administrator finds', async () => {
      await waitFor('the permissions to be known', async (saw) => {
        const words = await unread();
        saw(words);
        return words === '';
      });
      expect(await doctor({ access: byPage })).toEqual(await doctor());
    });

    it.each([
      ['deployments'],
      ['configmaps'],
      ['namespaces'],
      ['pods'],
      // Each of these is asked for, whichever of the others is missing.
      granted.filter((resource) => !['deployments', 'configmaps', 'namespaces', 'pods'].includes(resource)),
    ])('names the rules that are missing: %s', async (...left) => {
      await grantAllBut(cluster(), left);
      await waitFor('each to be named', async (saw) => {
        const words = await unread();
        saw(words);
        return left.every((resource) => words.includes(`resources: [${resource}],`));
      });
      await grantAllBut(cluster(), []);
    });
  });

  describe('where it cannot look', () => {
    /** What the chart's labels are on, in another namespace. */
    const elsewhere = (namespace: string, name: string): Manifest => {
      const made = deployment(healthPort);
      const labels = { ...made.metadata.labels, 'app.kubernetes.io/instance': name };
      return { ...made, metadata: { ...made.metadata, name, namespace, labels } };
    };
    const refused = (more: Partial<Parameters<typeof doctorCommand>[0]>) => expect(doctor(more)).rejects;

    it('says that there is no such release', async () => {
      await refused({ release: { namespace: 'alice' } }).toThrow(
        /^there is no release of gpu-fraction-webhook in namespace alice: leave out --namespace and --release/,
      );
    });

    it('passes over a Deployment that a tenant labels like a release, and says so', async () => {
      const tenants = elsewhere('alice', 'gpu-fraction-webhook');
      await apply(cluster().kubeConfig, tenants);
      const { release, notes, exitCode } = await doctor();
      await remove(cluster().kubeConfig, tenants);
      expect({ release, exitCode }).toMatchObject({ release: { namespace: 'gpu-fraction-webhook' }, exitCode: 0 });
      expect(notes).toEqual([
        expect.stringContaining('not taken for the release, though labelled so: Deployment alice/gpu-fraction-webhook'),
      ]);
    });

    it('asks which of several registered releases is meant, and takes the one that is named', async () => {
      const second = elsewhere('default', 'other');
      const registration = structuredClone(webhook.configuration) as RegisteredTwice;
      registration.metadata.name = 'gpu-fraction-webhook-2';
      for (const { clientConfig } of registration.webhooks) {
        delete clientConfig.url;
        clientConfig.service = { namespace: 'default', name: 'other', path: '/mutate', port: 443 };
      }
      await apply(cluster().kubeConfig, second, registration);
      await refused({}).toThrow(
        /^there are 2 releases of gpu-fraction-webhook: choose one of --namespace gpu-fraction-webhook --release gpu-fraction-webhook, --namespace default --release other$/,
      );
      expect(await doctor({ release: { name: 'gpu-fraction-webhook' } })).toMatchObject({
        release: { name: 'gpu-fraction-webhook' },
        notes: [],
      });
      await removeAll(cluster(), second, registration);
    });

    it('says which setting cannot be used, and where it stands', async () => {
      await apply(cluster().kubeConfig, settingsMap({ flavour: 'volcano' }));
      await refused({}).toThrow(
        /^ConfigMap gpu-fraction-webhook\/gpu-fraction-webhook: setting flavour is "volcano": use one of runai, kai/,
      );
      await apply(cluster().kubeConfig, settingsMap());
    });

    it('ends with code 2 and one line, on the command line', async () => {
      const config = JSON.parse(readFileSync(cluster().kubeconfigPath, 'utf8'));
      config.clusters[0].cluster.server = 'https://127.0.0.1:1';
      const file = join(cluster().folder, 'unreachable.json');
      writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
      expect(await runProgram(['doctor', '--kubeconfig', file])).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(
          /^gpu-fraction-webhook: cluster https:\/\/127\.0\.0\.1:1: the API server cannot be reached \(.*\); choose another --context or --kubeconfig\n$/,
        ),
      });
    });
  });

  it('finds, before anything is installed, that nothing is', async () => {
    await removeAll(cluster(), deployment(healthPort), webhook.configuration);
    const printed = await doctor();
    const chosen = await doctor({ settings: { config: undefined, flags: { flavour: 'runai' } } });
    await apply(cluster().kubeConfig, deployment(healthPort));
    await asItWas();
    expect(objectsOf(printed, 'registration')).toEqual([
      'error Deployment gpu-fraction-webhook is in no namespace: no release of the webhook was found',
      'error MutatingWebhookConfiguration gpu-fraction-webhook does not exist, so the API server does not call the webhook',
    ]);
    expect(printed.checks.find(({ check }) => check === 'watches')).toMatchObject({
      state: 'not-applicable',
      notes: ['a release of the webhook is not installed'],
    });
    // By the scheduler that the cluster has.
    expect(printed).toMatchObject({ release: null, exitCode: 1, settings: 'the defaults, flavour kai' });
    expect(printed.notes).toEqual([
      'without a release default settings are assumed (flavour: kai); name another with --flavour, or give settings with --config',
    ]);
    expect(chosen).toMatchObject({ settings: 'the defaults, flavour runai', notes: [] });
  });

  describe('on the command line', () => {
    it('takes the flags of its page', async () => {
      const config = join(cluster().folder, 'config.yaml');
      writeFileSync(config, 'flavour: kai\n');
      const where = ['--kubeconfig', cluster().kubeconfigPath];
      const release = ['-n', 'gpu-fraction-webhook', '--release', 'gpu-fraction-webhook'];
      const { stdout, code } = await runProgram(['doctor', ...where, ...release, '--config', config, '-o', 'json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ settings: `file ${config}`, findings: [] });
    });

    it('names what is wrong, why it matters and the command', async () => {
      await ensureNamespace(cluster(), 'bob', { labels: optedIn('team-x') });
      const { stdout, stderr, code } = await runProgram(['doctor', '--kubeconfig', cluster().kubeconfigPath]);
      await ensureNamespace(cluster(), 'bob');
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(stdout).toContain('release  gpu-fraction-webhook in namespace gpu-fraction-webhook, mode enforce');
      expect(stdout).toMatch(
        /^error {4}namespace-queue: Namespace bob belongs to project team-x.*\n {9}why {4}nothing refuses its pods.*\n {9}do {5}kubectl /m,
      );
      expect(stdout).toMatch(/\n19 checks: 1 error, 0 warnings, 0 for information\n$/);
    });
  });
});
