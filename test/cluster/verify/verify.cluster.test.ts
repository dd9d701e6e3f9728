import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ClusterAccess } from '../../../src/cluster/access.ts';
import { verifyCommand } from '../../../src/commands/verify.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import type { SettingsInput } from '../../../src/settings/schema.ts';
import { OWN_PROJECT, type Verification } from '../../../src/verify/verify.ts';
import { runProgram } from '../../support/program.ts';
import { create, remove } from '../api.ts';
import { playIstio } from '../istio.ts';
import { ensureNamespace } from '../namespaces.ts';
import { type OwnWebhook, optedIn, probe, startOwnWebhook } from '../own-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { installOpenCrd, removeCrd } from '../watches/open-crd.ts';
import { registerWebhook } from '../webhook.ts';
import { grant, podAccess } from './service-account.ts';

const KAI = { group: 'kai.scheduler', version: 'v1', kind: 'Config', plural: 'configs' };
const RUNAI = { group: 'run.ai', version: 'v1', kind: 'RunaiConfig', plural: 'runaiconfigs' };

/** Pods that are not restricted are refused there. */
const restricted = { ...optedIn(), 'pod-security.kubernetes.io/enforce': 'restricted' };

describeOnCluster('verify', {}, (cluster) => {
  let access: ClusterAccess;
  beforeAll(async () => {
    access = await podAccess(cluster());
  });

  /** The report of a pod with the page's Role, or the message where it could not be tried. */
  async function verify(
    namespace: string,
    input: SettingsInput = {},
    more: { project?: string; waitMillis?: number } = {},
  ) {
    const { stdout, exitCode } = await verifyCommand({
      access,
      settings: loadSettings(undefined, { flavour: 'kai', releaseNamespace: 'the-release', ...input }),
      namespace,
      project: undefined,
      output: 'json',
      waitMillis: 0,
      pauseMillis: 100,
      ...more,
    });
    const report = JSON.parse(stdout) as Verification;
    return {
      exitCode,
      scheduler: report.scheduler.fit,
      failed: report.checks.filter(({ isMet }) => !isMet).map(({ name }) => name),
      causes: [...new Set(report.checks.flatMap(({ cause }) => cause?.likely ?? []))],
      looks: report.checks.flatMap(({ cause }) => cause?.look ?? []),
      came: report.checks.flatMap(({ came }) => came),
      expected: report.checks.flatMap(({ expected }) => expected),
    };
  }

  /** A namespace with the page's Role, which the webhook need not know. */
  async function namespace(name: string, labels: Record<string, string> = restricted): Promise<string> {
    await ensureNamespace(cluster(), name, { labels });
    await grant(cluster(), name);
    return name;
  }

  /** The webhook, until the test ends. */
  async function serving(settings: SettingsInput, registration = {}): Promise<OwnWebhook> {
    const webhook = await startOwnWebhook(cluster(), { settings, registration });
    onTestFinished(() => webhook.stop());
    return webhook;
  }

  /** The API server learns of a changed registration after a moment, and of a webhook that is gone at once. */
  const eventually = (look: () => Promise<boolean>) => waitFor('the API server to notice', look);

  it('passes where KAI is served and the webhook works, with nothing but the Role of the page', async () => {
    await serving({ flavour: 'kai' });
    const there = await namespace('kai');
    expect(await verify(there)).toMatchObject({ exitCode: 0, scheduler: 'none', failed: [] });
    await installOpenCrd(cluster(), KAI);
    await eventually(async () => (await verify(there)).scheduler === 'fits');
    const { came, exitCode } = await verify(there);
    expect(exitCode).toBe(0);
    expect(came).toEqual([
      'spec.schedulerName: kai-scheduler',
      `label project: ${OWN_PROJECT}`,
      'annotation gpu-fraction: 0.5',
      'annotation gpu-fraction-container-name: main',
      'annotation gpu-fraction-webhook/decision: is there',
      'accepted as it is',
      expect.stringMatching(/^refused \(422\): admission webhook .* denied the request: .*"1.5"/),
    ]);
  });

  it('passes by kubeconfig on the command line, with the server’s configuration file', async () => {
    await serving({ flavour: 'kai', queueLabel: true });
    await namespace('command-line');
    const config = join(cluster().folder, 'verify.yaml');
    writeFileSync(config, 'flavour: kai\nqueueLabel: true\nhttpsPort: 9443\n');
    const flags = ['--kubeconfig', cluster().kubeconfigPath, '--namespace', 'command-line', '--config', config];
    const { code, stdout, stderr } = await runProgram(['verify', ...flags]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('the cluster has KAI, and pods are sent to kai-scheduler');
    expect(stdout).toContain(`label kai.scheduler/queue: ${OWN_PROJECT}`);
    expect(stdout).toMatch(/\npassed, in namespace command-line\n$/);
  });

  it('does not mind what other webhooks add', async () => {
    await playIstio(cluster());
    await serving({ flavour: 'kai' });
    const there = await namespace('istio', { ...optedIn(), 'istio-injection': 'enabled' });
    const injected = await create(cluster().kubeConfig, probe(there), '?dryRun=All');
    expect(injected).toMatchObject({ spec: { containers: [{ name: 'istio-proxy' }, { name: 'main' }] } });
    expect(await verify(there)).toMatchObject({ exitCode: 0 });
  });

  it('passes in audit mode, where the warnings tell; and tells audit mode from a webhook that enforces', async () => {
    await serving({ flavour: 'kai', mode: 'audit' });
    const there = await namespace('audit');
    const inAudit = await verify(there, { mode: 'audit' });
    expect(inAudit).toMatchObject({ exitCode: 0, failed: [] });
    expect(inAudit.came.filter((line) => line.startsWith('warning: gpu-fraction-webhook: audit: would '))).toHaveLength(
      2,
    );
    const enforcing = await verify(there);
    expect(enforcing).toMatchObject({ exitCode: 1, failed: ['asking', 'invalid'] });
    expect(enforcing.causes).toEqual([expect.stringContaining('runs in audit mode')]);
  });

  it('passes where wrong values are only warned about, and where every pod of a project is routed', async () => {
    const settings = { flavour: 'kai', onInvalid: 'warn', route: 'all' } as const;
    const webhook = await serving(settings);
    await webhook.namespace('lenient', optedIn('team-a'));
    await grant(cluster(), 'lenient');
    const ofTeamA = { project: 'team-a' };
    const { exitCode, expected } = await verify('lenient', settings, ofTeamA);
    expect(exitCode).toBe(0);
    expect(expected.filter((line) => line === 'spec.schedulerName: kai-scheduler')).toHaveLength(2);
    expect(expected).toContainEqual(expect.stringMatching(/^warning: gpu-fraction-webhook: .*1\.5/));
    // The same settings with one that differs: said with where to look.
    const other = await verify('lenient', { ...settings, onInvalid: 'deny' }, ofTeamA);
    expect(other).toMatchObject({ exitCode: 1, failed: ['invalid'] });
    expect(other.causes).toEqual([expect.stringContaining('decides by other settings')]);
  });

  it('says that the webhook has other settings than those that were given, and that the scheduler is the other one', async () => {
    await serving({ flavour: 'kai' });
    const there = await namespace('other-flavour');
    const wrong = await verify(there, { flavour: 'runai' });
    expect(wrong).toMatchObject({ exitCode: 1, scheduler: 'other', failed: ['asking'] });
    expect(wrong.causes).toEqual([expect.stringContaining('decides by other settings')]);
    expect(wrong.looks).toContainEqual(expect.stringContaining('kubectl get configmap -n the-release'));
  });

  it('says that a namespace belongs to another project, and passes with its own', async () => {
    const webhook = await serving({ flavour: 'kai' });
    await webhook.namespace('of-team-a', optedIn('team-a'));
    await grant(cluster(), 'of-team-a');
    const foreign = await verify('of-team-a');
    expect(foreign).toMatchObject({ exitCode: 1, failed: ['asking', 'invalid'] });
    expect(foreign.causes).toEqual([expect.stringMatching(/quota guard .* name it with --project/)]);
    expect(await verify('of-team-a', {}, { project: 'team-a' })).toMatchObject({ exitCode: 0 });
  });

  it('waits for what is not known at once, and no longer than it may', async () => {
    await serving({ flavour: 'kai' });
    const there = await namespace('fresh', {});
    const late = verify(there, {}, { waitMillis: 30_000 });
    await ensureNamespace(cluster(), there, { labels: optedIn() });
    expect(await late).toMatchObject({ exitCode: 0 });
  });

  describe('without the webhook', () => {
    const notCalled = /was not called, or did not answer in time/;

    it('names what to look at where the namespace has no label', async () => {
      await serving({ flavour: 'kai' });
      const there = await namespace('not-labelled', {});
      const { exitCode, failed, causes, looks } = await verify(there);
      expect({ exitCode, failed }).toEqual({ exitCode: 1, failed: ['asking', 'invalid'] });
      expect(causes).toEqual([expect.stringMatching(notCalled)]);
      expect(looks.join('\n')).toContain('kubectl get namespace not-labelled --show-labels');
      expect(looks.join('\n')).toContain('kubectl get mutatingwebhookconfiguration gpu-fraction-webhook');
      expect(looks.join('\n')).toContain('kubectl get pods,endpointslices -n the-release');
    });

    it('says the same where it is down and may be passed over', async () => {
      const webhook = await serving({ flavour: 'kai' });
      const there = await namespace('down');
      expect(await verify(there)).toMatchObject({ exitCode: 0 });
      await webhook.stop();
      const { exitCode, causes } = await verify(there);
      expect(exitCode).toBe(1);
      expect(causes).toEqual([expect.stringMatching(notCalled)]);
    });

    it('passes on the API server’s words where it is down and must not be', async () => {
      const webhook = await serving({ flavour: 'kai' }, { failurePolicy: 'Fail' });
      const there = await namespace('down-and-out');
      await webhook.stop();
      const { exitCode, failed, causes, came } = await verify(there);
      expect({ exitCode, failed }).toEqual({ exitCode: 1, failed: ['asking', 'plain', 'invalid'] });
      expect(causes).toEqual([expect.stringContaining('cannot reach the webhook')]);
      expect(came.join('\n')).toMatch(/failed calling webhook "by-label.pods.gpu-fraction-webhook"/);
    });

    it('says so too where it is not trusted', async () => {
      const webhook = await serving({ flavour: 'kai' }, { failurePolicy: 'Fail' });
      const there = await namespace('not-trusted');
      const stranger = (await cluster().authority.serving(['stranger'])).cert;
      await registerWebhook(cluster(), {
        port: webhook.server.httpsAddress.port,
        caBundle: stranger,
        failurePolicy: 'Fail',
      });
      await eventually(async () => (await verify(there)).came.join('\n').includes('x509'));
    });

    it('fails where nothing is registered', async () => {
      const webhook = await serving({ flavour: 'kai' });
      const there = await namespace('not-registered');
      await remove(cluster().kubeConfig, webhook.configuration);
      await eventually(async () => (await verify(there)).exitCode === 1);
      expect((await verify(there)).causes).toEqual([expect.stringMatching(notCalled)]);
      // Nobody answers in audit mode either.
      expect((await verify(there, { mode: 'audit' })).causes).toEqual([expect.stringContaining('not called')]);
    });
  });

  it('passes for Run:ai, and fails for the other flavour, by what the cluster has', async () => {
    await removeCrd(cluster(), KAI);
    await installOpenCrd(cluster(), RUNAI);
    const webhook = await serving({ flavour: 'runai' });
    const there = await namespace('run-ai');
    await eventually(async () => (await verify(there, { flavour: 'runai' })).scheduler === 'fits');
    expect(await verify(there, { flavour: 'runai' })).toMatchObject({ exitCode: 0, failed: [] });
    await webhook.stop();
    await serving({ flavour: 'kai' });
    // The pods are as they should be; nobody would ever start them.
    expect(await verify(there, { flavour: 'kai' })).toMatchObject({ exitCode: 1, failed: [], scheduler: 'other' });
  });

  describe('what cannot be tried', () => {
    it('is a missing permission, with the rule to add', async () => {
      await ensureNamespace(cluster(), 'no-role', { labels: optedIn() });
      await expect(verify('no-role')).rejects.toThrow(
        /^permission is missing to create pods in namespace no-role: add the rule \{apiGroups: \[""\], resources: \[pods\], verbs: \[create\]\} to a Role there/,
      );
    });

    it('is not yet a permission that comes a moment later', async () => {
      await ensureNamespace(cluster(), 'late-role', {});
      const late = verify('late-role', {}, { waitMillis: 2000 });
      await grant(cluster(), 'late-role');
      await expect(late).resolves.toMatchObject({ exitCode: 1 });
    });

    it('is a namespace that is not there, and one whose pods are never touched', async () => {
      // Who may create pods everywhere gets as far as the missing namespace.
      const { kubeconfigAccess } = await import('../../../src/cluster/kubeconfig.ts');
      access = await kubeconfigAccess({ kubeconfig: cluster().kubeconfigPath }, {});
      await expect(verify('nowhere')).rejects.toThrow(/namespace nowhere does not exist: create one/);
      await expect(verify('kube-system')).rejects.toThrow(/pods of namespace kube-system are never touched/);
    });
  });
});
