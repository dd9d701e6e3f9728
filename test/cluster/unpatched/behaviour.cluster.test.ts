import { expect, it } from 'vitest';
import { unpatchedPolicy } from '../../../src/registration/unpatched-policy.ts';
import type { Manifest } from '../api.ts';
import { apply, create, mergePatch, read } from '../api.ts';
import { auditEvents, auditFlags } from '../audit-log.ts';
import { judge } from '../judgement.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn, startOwnWebhook } from '../own-webhook.ts';
import { events, waitForPods } from '../pods.ts';
import { freePort } from '../ports.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { registerWebhook } from '../webhook.ts';
import { asking, installUnpatchedPolicy, isByPolicy } from './unpatched-policy.ts';

/** Namespaces by name; what their labels say about the scope. */
const namespaces: Record<string, Record<string, string>> = {
  'opted-in': { 'runai-injection': 'enabled' },
  'team-unlabelled': {},
  'team-other-value': { 'runai-injection': 'yes' },
  'team-opted-out': { 'runai-injection': 'disabled' },
  'team-excluded': { 'runai-injection': 'enabled' },
  unlabelled: {},
  'opted-out': { 'runai-injection': 'disabled' },
  kubeflow: { 'runai-injection': 'enabled' },
  'gpu-fraction-webhook': { 'runai-injection': 'enabled' },
};

const everywhere = {
  unpatchedPods: 'deny',
  mode: 'enforce',
  onInvalid: 'deny',
  excludedNamespaces: [],
  namespacePrefixes: [],
} as const;

describeOnCluster(
  'the policy on unpatched pods, as its settings have it,',
  {
    apiServerFlags: auditFlags,
    start: async (cluster) => {
      for (const [name, labels] of Object.entries(namespaces)) await ensureNamespace(cluster, name, { labels });
    },
  },
  (cluster) => {
    let current = '';
    async function installOnce(name: string, choices: Parameters<typeof installUnpatchedPolicy>[1]): Promise<void> {
      if (current !== name) await installUnpatchedPolicy(cluster(), choices);
      current = name;
    }
    const refused = async (pod: Manifest) => (await judge(cluster(), pod)).refused;

    it('says what was asked, that the webhook did not patch the pod, and what to do', async () => {
      await installOnce('deny', { schedulerName: 'kai-scheduler' });
      const said = async (metadata: object, spec: object = {}) => {
        const { code, message } = (await refused(asking('opted-in', metadata, spec))) ?? {};
        return { code, message: message?.slice(message.indexOf('denied request: ')) };
      };
      expect(await said({})).toEqual({
        code: 422,
        message:
          'denied request: unpatched: annotation gpu-fraction is "0.5", but gpu-fraction-webhook did not patch the pod: scheduler kai-scheduler would never see it, and it would get no GPU; create it again; if that does not help, look at the webhook\'s pods (kubectl get pods -A -l app.kubernetes.io/name=gpu-fraction-webhook)',
      });
      const env = (value: string) => ({
        containers: [{ name: 'main', image: 'example.com/none', env: [{ name: 'RUNAI_GPU_FRACTION', value }] }],
      });
      expect((await said({ annotations: {} }, env('50 %'))).message).toContain(
        'unpatched: env RUNAI_GPU_FRACTION of container main is "50 %", but',
      );
      expect((await said({ annotations: {}, labels: { 'gpu-memory': '8192' } })).message).toContain(
        'unpatched: label gpu-memory is "8192", but',
      );
      // The higher source first, as the webhook would have taken it.
      expect((await said({ labels: { 'gpu-memory': '8192' } }, env('0.2'))).message).toContain(
        'unpatched: annotation gpu-fraction is "0.5", but',
      );
    });

    it.each(['a\nb', '\u202e0.5', 'x'.repeat(61), '😀', '\u0007'])(
      'says it in one line that can be read, whatever the value: %j',
      async (value) => {
        await installOnce('deny', { schedulerName: 'kai-scheduler' });
        const message = (await refused(asking('opted-in', { annotations: { 'gpu-fraction': value } })))?.message;
        expect(message).toContain('unpatched: annotation gpu-fraction is a value of other characters, but');
      },
    );

    it('is found by its name in what Argo sees, for TRANSIENT_ERROR_PATTERN', async () => {
      await installOnce('deny', { schedulerName: 'kai-scheduler' });
      expect((await refused(asking('opted-in')))?.message).toMatch(/gpu-fraction-webhook-unpatched.*: unpatched: /);
    });

    it('leaves what would be refused anyway to the API server: half a GPU in the limits, a mirror without a node', async () => {
      await installOnce('deny', { schedulerName: 'kai-scheduler' });
      const resources = { limits: { 'nvidia.com/gpu': '0.5' } };
      const inLimits = await refused(
        asking(
          'opted-in',
          { annotations: {} },
          { containers: [{ name: 'main', image: 'example.com/none', resources }] },
        ),
      );
      expect(inLimits?.message).toContain('must be an integer');
      const mirror = await refused(
        asking('opted-in', { annotations: { 'gpu-fraction': '0.5', 'kubernetes.io/config.mirror': 'x' } }),
      );
      expect(mirror).toBeDefined();
      expect([isByPolicy(inLimits), isByPolicy(mirror)]).toEqual([false, false]);
    });

    it('warns whoever creates the pod, and the audit log keeps it, when it must refuse nothing', async () => {
      await installOnce('warn', { unpatchedPods: 'warn' });

      const { refused: nothing, warnings } = await judge(cluster(), asking('opted-in'), '');

      expect(nothing).toBeUndefined();
      expect(warnings).toEqual([expect.stringMatching(/: unpatched: annotation gpu-fraction is "0\.5", but/)]);
      expect(await read(cluster().kubeConfig, asking('opted-in'))).toMatchObject({
        spec: { schedulerName: 'default-scheduler' },
      });
      const events = await auditEvents(cluster(), 'opted-in');
      const kept = events.at(-1)?.annotations?.['validation.policy.admission.k8s.io/validation_failure'];
      expect(kept).toContain('unpatched: annotation gpu-fraction is');
    });

    it('says nothing when a pod is changed later', async () => {
      await installOnce('deny', { schedulerName: 'kai-scheduler' });
      const pod = asking('unlabelled', { name: 'older' });
      await create(cluster().kubeConfig, pod);
      await ensureNamespace(cluster(), 'unlabelled', { labels: { 'runai-injection': 'enabled' } });
      expect(isByPolicy(await refused(asking('unlabelled')))).toBe(true);
      await mergePatch(cluster().kubeConfig, pod, { metadata: { labels: { changed: 'yes' } } });
      expect((await read(cluster().kubeConfig, pod))?.metadata.labels).toEqual({ changed: 'yes' });
      await ensureNamespace(cluster(), 'unlabelled');
    });

    it.each([
      ['opted-in', true],
      ['team-unlabelled', false],
      ['unlabelled', false],
      ['opted-out', false],
      ['kubeflow', false],
      ['gpu-fraction-webhook', false],
    ])('judges the namespaces that the webhook is called for: %s: %s', async (namespace, judged) => {
      await installOnce('deny', { schedulerName: 'kai-scheduler' });
      expect(isByPolicy(await refused(asking(namespace)))).toBe(judged);
    });

    it.each([
      ['opted-in', true],
      ['team-unlabelled', true],
      ['team-other-value', true],
      ['team-opted-out', false],
      ['team-excluded', false],
      ['unlabelled', false],
      ['opted-out', false],
    ])('judges with a prefix the same that the webhook is called for: %s: %s', async (namespace, judged) => {
      await installOnce('prefixes', { namespacePrefixes: ['no"-', 'team-'], excludedNamespaces: ['team-excluded'] });
      expect(isByPolicy(await refused(asking(namespace)))).toBe(judged);
    });

    it('lets everything pass where pods are sent to the default scheduler itself', async () => {
      await installOnce('deny', { schedulerName: 'kai-scheduler' });
      expect(isByPolicy(await refused(asking('opted-in')))).toBe(true);
      const { policy } = unpatchedPolicy({ ...everywhere, schedulerName: 'default-scheduler' }) ?? {};
      await apply(cluster().kubeConfig, JSON.parse(JSON.stringify(policy)) as Manifest);
      current = '';
      await waitFor('the policy to let a pod pass', async () => !isByPolicy(await refused(asking('opted-in'))));
    });

    it('judges a pod as large as the API server takes one', async () => {
      await installOnce('deny', { schedulerName: 'kai-scheduler' });
      const env = Array.from({ length: 1000 }, (_, index) => ({ name: `VARIABLE_${index}`, value: 'x'.repeat(20) }));
      const containers = Array.from({ length: 20 }, (_, index) => ({
        name: index === 19 ? 'main' : `c${index}`,
        image: 'example.com/none',
        command: Array.from({ length: 200 }, (__, word) => `word-${word}`),
        env: index === 19 ? [...env, { name: 'RUNAI_GPU_FRACTION', value: '0.5' }] : env,
      }));
      const large = asking('opted-in', { annotations: { filler: 'x'.repeat(200_000) } }, { containers });
      expect(JSON.stringify(large).length).toBeGreaterThan(1_200_000);
      expect(isByPolicy(await refused(large))).toBe(true);
    });

    it('is read by the API server without a doubt about its types', async () => {
      await installOnce('deny', { schedulerName: 'kai-scheduler' });
      const policy: Manifest = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name: 'gpu-fraction-webhook-unpatched' },
      };
      const typeChecking = await waitFor('the controller to check the types', async (saw) => {
        const { status, metadata } = (await read(cluster().kubeConfig, policy)) as {
          status?: { typeChecking?: object; observedGeneration?: number };
          metadata: { generation?: number };
        };
        saw(status);
        return status?.observedGeneration === metadata.generation && status?.typeChecking;
      });
      expect(typeChecking).toEqual({});
    });

    it('keeps a Job’s pod back while the webhook is away, and the Job has it when the webhook is there again', async () => {
      await installOnce('deny', { schedulerName: 'kai-scheduler' });
      await registerWebhook(cluster(), { port: await freePort(), caBundle: cluster().authority.cert });
      await ensureNamespace(cluster(), 'job', { labels: optedIn('team-a') });
      const { spec, metadata } = asking('job');
      await create(cluster().kubeConfig, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'train', namespace: 'job' },
        spec: {
          template: {
            metadata: { annotations: metadata.annotations },
            spec: { restartPolicy: 'Never', ...(spec as object) },
          },
        },
      });
      await waitFor('the Job to say why it has no pod', async (saw) => {
        const all = await events(cluster(), 'job');
        saw(all);
        return all.some((event) => /FailedCreate.*unpatched: annotation gpu-fraction is "0\.5"/s.test(event));
      });

      await startOwnWebhook(cluster());

      const pods = await waitForPods(cluster(), 'job', { timeoutSeconds: 90 });
      expect(pods.map(({ spec: of }) => of?.schedulerName)).toEqual(['kai-scheduler']);
    });
  },
);
