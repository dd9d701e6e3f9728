import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ClusterAccess } from '../../../src/cluster/access.ts';
import { kubeconfigAccess } from '../../../src/cluster/kubeconfig.ts';
import { namespacesCommand } from '../../../src/commands/namespaces.ts';
import { whyCommand } from '../../../src/commands/why.ts';
import type { NamespacesReport } from '../../../src/namespace-report/report.ts';
import { runProgram } from '../../support/program.ts';
import { apply, create, type Manifest, mergePatch, remove } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace, ensureServiceAccounts } from '../namespaces.ts';
import { optedIn } from '../own-webhook.ts';
import { accountFolder, inPod } from '../pod-access.ts';
import { events, waitForPods } from '../pods.ts';
import { waitFor } from '../wait.ts';
import { describeWithWebhook } from '../with-webhook.ts';
import { KAI_FLAGS, why } from './why.ts';

const RELEASE = 'gpu-fraction-webhook';

const half = [
  { name: 'RUNAI_PROJECT', value: 'team-a' },
  { name: 'RUNAI_GPU_FRACTION', value: '0.5' },
];

const template = (env: readonly object[]) => ({
  metadata: { labels: { app: 'lab' } },
  spec: { containers: [{ name: 'lab', image: 'example.com/none', env }] },
});

const pod = (namespace: string, name: string, env: readonly object[] = half): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  ...template(env),
  metadata: { name, namespace },
});

const statefulSet = (namespace: string, env: readonly object[] = half): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'lab', namespace },
  spec: { replicas: 1, selector: { matchLabels: { app: 'lab' } }, template: template(env) },
});

/** Rules as a page has them: what people copy is what is proved. */
const rolesOf = (page: string): readonly Manifest[] =>
  [
    ...readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8').matchAll(
      /^```yaml\n(apiVersion: rbac[\s\S]*?)^```/gm,
    ),
  ].map(([, yaml = '']) => parse(yaml) as Manifest);

/** A service account with these rules in every namespace, and its access. */
async function account(cluster: Cluster, name: string, roles: readonly Manifest[]): Promise<ClusterAccess> {
  await ensureNamespace(cluster, 'accounts');
  await ensureServiceAccounts(cluster, 'accounts', name);
  for (const [index, role] of roles.entries()) {
    const named = { name: `${name}-${index}` };
    await apply(
      cluster.kubeConfig,
      { ...role, kind: 'ClusterRole', metadata: named },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: named,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: named.name },
        subjects: [{ kind: 'ServiceAccount', name, namespace: 'accounts' }],
      },
    );
  }
  return inPod(cluster, await accountFolder(cluster, { namespace: 'accounts', name }));
}

describeWithWebhook('why and namespaces', {}, (here) => {
  it('say on the command line, of a pod of the context’s namespace, what was decided and what it waits for', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('alice', optedIn('team-a'));
    await create(cluster.kubeConfig, statefulSet('alice'));
    await waitForPods(cluster, 'alice', {});
    const config = parse(readFileSync(cluster.kubeconfigPath, 'utf8')) as { contexts: [{ context: object }] };
    Object.assign(config.contexts[0].context, { namespace: 'alice' });
    const kubeconfig = join(cluster.folder, 'alice.kubeconfig');
    writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });

    const { stdout, stderr, code } = await runProgram([
      'why',
      'pod/lab-0',
      '--kubeconfig',
      kubeconfig,
      '--flavour',
      'kai',
    ]);

    expect({ stderr, code }).toEqual({ stderr: '', code: 1 });
    expect(stdout).toMatch(/^pod alice\/lab-0: Pending for \d+ s, of StatefulSet lab, scheduler kai-scheduler\n/);
    expect(stdout).toContain('patched: routed (asked): project team-a from env RUNAI_PROJECT of container lab');
    expect(stdout).toContain('the same would be decided');
    expect(stdout).toContain('the cluster has neither Run:ai nor KAI');
    expect(stdout).toContain('(no-scheduler)');
  });

  it('tell what would be decided otherwise now', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('moved', optedIn('team-a'));
    await create(cluster.kubeConfig, {
      ...pod('moved', 'lab', []),
      metadata: { name: 'lab', namespace: 'moved', labels: { runai: 'true' } },
    });
    await ensureNamespace(cluster, 'moved', { labels: optedIn('team-b') });

    const { report } = await why(cluster, 'moved', 'lab');

    expect(report.now.differences).toEqual(['project team-b in place of team-a']);
  });

  it('tell a label that is younger than the pod from one that is older', async () => {
    const { cluster } = here();
    await ensureNamespace(cluster, 'late', { labels: { team: 'a' } });
    await create(cluster.kubeConfig, pod('late', 'lab'));
    await sleep(2100);
    await ensureNamespace(cluster, 'late', { labels: { team: 'a', ...optedIn() } });

    const { report, exitCode } = await why(cluster, 'late', 'lab');

    expect(exitCode).toBe(1);
    expect(report.atCreation).toMatchObject({
      kind: 'not-patched',
      causes: [
        expect.stringMatching(/^label runai-injection of namespace late may be younger/),
        expect.any(String),
        expect.any(String),
      ],
    });
    expect(report.waits[0]).toMatchObject({ cause: 'not-patched', remedy: expect.stringContaining('create it again') });
  });

  it('say what the kubelet says', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('pulling', optedIn('team-a'));
    const made = pod('pulling', 'lab');
    await create(cluster.kubeConfig, made);
    await create(cluster.kubeConfig, {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'lab', namespace: 'pulling' },
      target: { apiVersion: 'v1', kind: 'Node', name: 'node-1' },
    });
    await mergePatch(
      cluster.kubeConfig,
      made,
      {
        status: {
          containerStatuses: [
            {
              name: 'lab',
              image: 'example.com/none',
              imageID: '',
              ready: false,
              restartCount: 0,
              state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "example.com/none"' } },
            },
          ],
        },
      },
      '/status',
    );

    const { report } = await why(cluster, 'pulling', 'lab');

    expect(report.waits.map(({ cause }) => cause)).toEqual(['image']);
  });

  it('read the settings of the release’s ConfigMap, where nobody gives others', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('own-settings', optedIn('team-a'));
    await create(cluster.kubeConfig, pod('own-settings', 'lab'));
    const configMap: Manifest = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: RELEASE, namespace: RELEASE, labels: { 'app.kubernetes.io/name': RELEASE } },
      data: { 'config.yaml': 'flavour: kai\nschedulerName: our-scheduler\nmode: audit\n' },
    };
    // Whoever may write in a namespace can put the chart's labels on what is no settings at all.
    const tenants: Manifest = {
      ...configMap,
      metadata: { ...configMap.metadata, namespace: 'own-settings' },
      data: { 'config.yaml': 'flavor: [' },
    };
    await ensureNamespace(cluster, RELEASE);
    await apply(cluster.kubeConfig, configMap, tenants);
    const choice = { config: undefined, flags: {}, environment: {} };

    const { report } = await why(cluster, 'own-settings', 'lab', choice);
    await apply(cluster.kubeConfig, { ...configMap, data: { 'config.yaml': 'flavor: kai\n' } });
    const later = why(cluster, 'own-settings', 'lab', choice);

    expect(report.notes).toEqual([]);
    // By these settings the pod should have another scheduler, and nothing is patched.
    expect(report.atCreation).toMatchObject({ kind: 'nothing-to-change', reason: 'other-scheduler' });
    await expect(later).rejects.toThrow(
      /^ConfigMap gpu-fraction-webhook\/gpu-fraction-webhook: setting flavor: .* \(or give other settings with --config\)$/,
    );
    await remove(cluster.kubeConfig, configMap);
    const { report: assumed } = await why(cluster, 'own-settings', 'lab', choice);
    expect(assumed.notes).toEqual([
      expect.stringMatching(
        /^no settings of a release are found in namespace gpu-fraction-webhook, to which MutatingWebhookConfiguration gpu-fraction-webhook points, so default settings are assumed \(flavour: kai\); name another with --flavour, or give/,
      ),
    ]);
    await remove(cluster.kubeConfig, tenants);
  });

  it('name the refusal of a pod that is not there, and say how to list those that are', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('refused', optedIn('team-a'));
    await create(cluster.kubeConfig, statefulSet('refused', [{ name: 'RUNAI_GPU_FRACTION', value: '1.5' }]));
    await waitFor('an event', async () =>
      (await events(cluster, 'refused')).some((one) => one.startsWith('FailedCreate')),
    );
    const flags = ['--kubeconfig', cluster.kubeconfigPath, '-n', 'refused', '--flavour', 'kai'];

    const refused = await runProgram(['why', 'lab-0', ...flags]);
    const other = await runProgram(['why', 'other-0', ...flags]);
    const another = await runProgram(['why', 'lab-gpu-0', ...flags]);

    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /^gpu-fraction-webhook: there is no pod lab-0 in namespace refused, and StatefulSet lab could not create one: .*invalid-fraction.*\n$/,
    );
    // Perhaps of a StatefulSet lab-gpu, which nobody refused anything.
    expect(another.stderr).toMatch(/there is no pod lab-gpu-0 in namespace refused: kubectl get pods /);
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toMatch(
      /^gpu-fraction-webhook: there is no pod other-0 in namespace refused: kubectl get pods .*\n$/,
    );
  });

  it('need the permissions of the page, and say what is missing without them', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('permitted', optedIn('team-a'));
    await create(cluster.kubeConfig, statefulSet('permitted'));
    await waitForPods(cluster, 'permitted', {});
    const options = { namespace: 'permitted', pod: 'lab-0', choice: KAI_FLAGS, output: 'json' } as const;
    const [role] = rolesOf('why.md');
    const [forTable] = rolesOf('namespaces.md');
    const some = { ...role, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] } as unknown as Manifest;

    const reader = await account(cluster, 'reader', role ? [role] : []);
    const { stdout } = await waitFor('the role', () =>
      whyCommand({ ...options, access: reader }).catch(() => undefined),
    );
    const onlyPods = await account(cluster, 'only-pods', [some]);
    const less = await waitFor('the role', () => whyCommand({ ...options, access: onlyPods }).catch(() => undefined));
    await create(cluster.kubeConfig, pod('permitted', 'by-namespace', half.slice(1)));
    const ofNamespace = await whyCommand({ ...options, pod: 'by-namespace', access: onlyPods });
    const nobody = await account(cluster, 'nobody', []);
    const lister = await account(cluster, 'lister', forTable ? [forTable] : []);
    const table = { namespace: undefined, all: false, choice: KAI_FLAGS, output: 'json' } as const;

    expect((JSON.parse(stdout) as { notes: unknown }).notes).toEqual([
      expect.stringContaining('default settings are assumed'),
    ]);
    expect((JSON.parse(less.stdout) as { notes: unknown }).notes).toEqual([
      expect.stringContaining('you may not read the ConfigMap of the release'),
      'you may not read StatefulSet lab; what owns it is not known',
      expect.stringContaining('you may not read namespace permitted'),
      expect.stringContaining('you may not read events'),
    ]);
    // What may not be read has not changed for that.
    expect(JSON.parse(ofNamespace.stdout)).toMatchObject({
      atCreation: { kind: 'patched' },
      now: { differences: [] },
      notes: expect.arrayContaining([
        expect.stringMatching(/^you may not read namespace permitted, so .* of project team-a as it was at creation$/),
      ]),
    });
    await expect(whyCommand({ ...options, access: nobody })).rejects.toThrow(
      /^you may not read pod lab-0 in namespace permitted: choose another --namespace, or ask/,
    );
    await expect(namespacesCommand({ ...table, access: nobody })).rejects.toThrow(
      /^you may not list namespaces in all namespaces: name one namespace, or ask for the rule \{apiGroups: \[""\], resources: \[namespaces\], verbs: \[list\]\}/,
    );
    await expect(namespacesCommand({ ...table, access: nobody, namespace: 'permitted' })).rejects.toThrow(
      /^you may not list pods in namespace permitted: choose another, or ask for the rule/,
    );
    const read = await waitFor('the role', () =>
      namespacesCommand({ ...table, access: lister }).catch(() => undefined),
    );
    expect((JSON.parse(read) as NamespacesReport).notes).toEqual([
      expect.stringContaining('default settings are assumed'),
    ]);
  });

  it('count the pods of each namespace, its refusals by events, and the decisions by the replicas’ metrics', async () => {
    const { cluster, webhook } = here();
    const address = cluster.address;
    await webhook.namespace('counted', optedIn('team-a'));
    await create(cluster.kubeConfig, pod('counted', 'routed'));
    await create(cluster.kubeConfig, { ...pod('counted', 'plain', []) });
    await ensureNamespace(cluster, 'outside');
    await create(cluster.kubeConfig, pod('outside', 'asking'));
    // What has ended takes no GPU past the scheduler any more, nor does what is being deleted.
    await create(cluster.kubeConfig, pod('outside', 'ended'));
    await mergePatch(cluster.kubeConfig, pod('outside', 'ended'), { status: { phase: 'Succeeded' } }, '/status');
    const held = pod('outside', 'held');
    await create(cluster.kubeConfig, { ...held, metadata: { ...held.metadata, finalizers: ['example.com/held'] } });
    await remove(cluster.kubeConfig, held);
    const config = join(cluster.folder, 'why.yaml');
    writeFileSync(
      config,
      `flavour: kai\nreleaseNamespace: ${RELEASE}\nhealthPort: ${webhook.server.healthAddress.port}\n`,
    );
    const access = await kubeconfigAccess({ kubeconfig: cluster.kubeconfigPath }, {});
    const table = async () =>
      JSON.parse(
        await namespacesCommand({
          access,
          namespace: undefined,
          all: false,
          choice: { config, flags: {}, environment: {} },
          output: 'json',
        }),
      ) as NamespacesReport;

    const before = await table();
    expect(before.replicas).toEqual({ kind: 'unknown', why: `no replica runs in namespace ${RELEASE}` });
    const of = (name: string) => before.namespaces.find((row) => row.name === name);
    expect(of('counted')).toEqual({
      name: 'counted',
      optIn: 'label',
      project: 'team-a',
      pods: 2,
      routed: 1,
      missed: 0,
      refused: 0,
      wouldRefuse: 0,
    });
    expect(of('outside')).toMatchObject({ optIn: 'no', project: null, pods: 3, routed: 0, missed: 1 });
    await mergePatch(cluster.kubeConfig, held, { metadata: { finalizers: null } });
    expect(of('refused')).toMatchObject({ optIn: 'label', pods: 0, refused: 1 });
    expect(of('kube-system')).toMatchObject({ optIn: 'excluded' });

    if (address === undefined) {
      return;
    }
    const replica: Manifest = {
      ...pod(RELEASE, 'replica', []),
      metadata: {
        name: 'replica',
        namespace: RELEASE,
        labels: { 'app.kubernetes.io/name': RELEASE, 'app.kubernetes.io/component': 'webhook' },
      },
    };
    await ensureNamespace(cluster, RELEASE);
    await create(cluster.kubeConfig, replica);
    await mergePatch(
      cluster.kubeConfig,
      replica,
      { status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] } },
      '/status',
    );
    const { replicas } = await table();
    expect(replicas).toMatchObject({
      kind: 'counted',
      replicas: 1,
      silent: 0,
      decisions: { mutated: { asked: expect.any(Number) }, denied: { 'invalid-fraction': expect.any(Number) } },
    });
  });

  it('say of a pod that went past a webhook that was down that nobody answered', async () => {
    const { cluster, webhook } = here();
    await webhook.namespace('down', optedIn('team-a'));
    // The API server counts in whole seconds.
    await sleep(2100);
    await webhook.stop();
    await create(cluster.kubeConfig, pod('down', 'lab'));

    const { report } = await why(cluster, 'down', 'lab');

    expect(report.atCreation).toMatchObject({
      kind: 'not-patched',
      causes: [expect.stringMatching(/^no replica answered in time/), expect.any(String)],
    });
    const audit = join(cluster.folder, 'audit.yaml');
    writeFileSync(audit, 'flavour: kai\nmode: audit\n');
    const access = await kubeconfigAccess({ kubeconfig: cluster.kubeconfigPath }, {});
    const choice = { config: audit, flags: {}, environment: {} };
    const table = await namespacesCommand({ access, namespace: 'ns/down', all: false, choice, output: 'text' });
    expect(table).toMatch(/WOULD-REFUSE {3}WOULD-PATCH\ndown +label +team-a +1 +0 +0 +1\nmode: audit\. /);
    await remove(cluster.kubeConfig, webhook.configuration);
    const withConfig = join(cluster.folder, 'known.yaml');
    writeFileSync(withConfig, 'flavour: kai\n');
    const { report: gone } = await why(cluster, 'down', 'lab', { config: withConfig, flags: {}, environment: {} });
    expect(gone.atCreation).toMatchObject({ causes: [expect.stringMatching(/^no webhook is registered/)] });
  });
});
