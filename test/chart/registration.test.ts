import type { V1MutatingWebhookConfiguration, V1ValidatingAdmissionPolicy } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import type { AdmissionPolicy } from '../../src/registration/admission-policy.ts';
import { problemOfName } from '../../src/registration/configuration-order.ts';
import { quotaPolicy } from '../../src/registration/quota-policy.ts';
import { unpatchedPolicy } from '../../src/registration/unpatched-policy.ts';
import { webhookConfiguration } from '../../src/registration/webhook-configuration.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { HELMS, type Rendered, type Rendering, refusalOf, render } from './helm.ts';

/** What is chosen, and under which values; every way in which the registration can come out differently. */
const CHOICES: readonly {
  title: string;
  config?: SettingsInput;
  webhook?: { name?: string; failurePolicy?: 'Fail'; timeoutSeconds?: number; reinvocationPolicy?: 'Never' };
  unpatched?: 'deny' | 'off';
}[] = [
  { title: 'the defaults' },
  { title: 'flavour kai', config: { flavour: 'kai' } },
  { title: 'prefixes', config: { flavour: 'kai', namespacePrefixes: ['kubeflow-', 'ml-'] } },
  { title: 'prefixes in flavour runai', config: { namespacePrefixes: ['kubeflow-'] } },
  { title: 'other exclusions', config: { flavour: 'kai', excludedNamespaces: ['zoo', 'kube-system', 'zoo'] } },
  { title: 'no exclusions', config: { excludedNamespaces: [] } },
  {
    title: 'names of one’s own',
    config: {
      flavour: 'kai',
      schedulerName: 'my-scheduler',
      projectLabel: 'team',
      queueLabelKey: 'corp.example/queue',
      nodePoolLabel: 'corp.example/pool',
      namespaceProjectLabel: 'corp.example/project',
    },
  },
  { title: 'allowed queues', config: { flavour: 'kai', quota: { allowedQueues: ['b', 'a', 'b', 'On.1_x'] } } },
  { title: 'no allowed queues', config: { flavour: 'kai', quota: { allowedQueues: [] } } },
  { title: 'a guard that warns', config: { flavour: 'kai', projectGuard: 'warn' } },
  { title: 'no guard', config: { flavour: 'kai', projectGuard: 'off' } },
  { title: 'audit mode', config: { flavour: 'kai', mode: 'audit' } },
  { title: 'audit mode with a guard that warns', config: { flavour: 'kai', mode: 'audit', projectGuard: 'warn' } },
  { title: 'invalid values that warn', config: { flavour: 'kai', onInvalid: 'warn' } },
  { title: 'unpatched pods refused', unpatched: 'deny' },
  { title: 'unpatched pods nobody’s business', unpatched: 'off' },
  {
    title: 'another way of calling',
    webhook: { name: 'gpu', failurePolicy: 'Fail', timeoutSeconds: 10, reinvocationPolicy: 'Never' },
  },
];

const NAMESPACE = 'gpu-system';

/** Without what a chart adds: labels of Helm, and what other programs read. */
const bare = ({ metadata, ...rest }: Rendered): object => ({ ...rest, metadata: { name: metadata.name } });

const policies = (rendering: Rendering): readonly object[] => [
  ...rendering.all<Rendered>('ValidatingAdmissionPolicy').map(bare),
  ...rendering.all<Rendered>('ValidatingAdmissionPolicyBinding').map(bare),
];

const inOrder = (installed: readonly (AdmissionPolicy | undefined)[]): readonly object[] => {
  const all = installed.filter((one) => one !== undefined);
  return [...all.map(({ policy }) => policy), ...all.map(({ binding }) => binding)];
};

describe.each(HELMS)('the registration in the chart, by %s', (helm) => {
  it.each(CHOICES)('is the one that the sources define: $title', async ({ config = {}, webhook = {}, unpatched }) => {
    const values = { config, webhook, policies: { unpatched: unpatched ?? 'warn' } };
    const rendering = await render(values, { helm, namespace: NAMESPACE });
    const { decision, server } = loadSettings(undefined, { ...config, releaseNamespace: NAMESPACE });

    expect(bare(rendering.one('MutatingWebhookConfiguration'))).toEqual(
      webhookConfiguration({
        ...decision,
        ...webhook,
        service: { name: 'gpu-fraction-webhook', namespace: NAMESPACE },
      }),
    );
    const settings = { ...decision, mode: server.mode, unpatchedPods: unpatched ?? 'warn' } as const;
    const expected = inOrder([config.flavour === 'kai' ? quotaPolicy(settings) : undefined, unpatchedPolicy(settings)]);
    expect(policies(rendering)).toHaveLength(expected.length);
    expect(policies(rendering)).toEqual(expect.arrayContaining([...expected]));
  });

  it('never names a caBundle, nor selects by what is on a pod', async () => {
    for (const source of ['self', 'certManager', 'existingSecret']) {
      const secret = source === 'existingSecret' ? { existingSecret: { name: 'mine' } } : {};
      const { webhooks = [] } = (
        await render({ certificates: { source, ...secret }, config: { namespacePrefixes: ['kubeflow-'] } }, { helm })
      ).one<V1MutatingWebhookConfiguration>('MutatingWebhookConfiguration');
      expect(webhooks).toHaveLength(2);
      for (const webhook of webhooks) {
        expect(webhook.clientConfig).not.toHaveProperty('caBundle');
        expect(webhook).not.toHaveProperty('objectSelector');
      }
    }
  });

  it('is about pods that are created, and nothing else', async () => {
    const { webhooks = [] } = (await render({}, { helm })).one<V1MutatingWebhookConfiguration>(
      'MutatingWebhookConfiguration',
    );
    expect(webhooks.flatMap(({ rules = [] }) => rules)).toEqual([
      { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: 'Namespaced' },
    ]);
  });

  it('keeps AKS from rewriting it, and lets cert-manager fill it in where that signs', async () => {
    const annotations = async (values: object) =>
      (await render({ ...values }, { helm, namespace: NAMESPACE })).one('MutatingWebhookConfiguration').metadata
        .annotations;
    expect(await annotations({})).toEqual({ 'admissions.enforcer/disabled': 'true' });
    expect(await annotations({ certificates: { source: 'certManager' } })).toEqual({
      'admissions.enforcer/disabled': 'true',
      'cert-manager.io/inject-ca-from': `${NAMESPACE}/gpu-fraction-webhook`,
    });
  });

  it.each(['runai-webhook', 'mutating-kai-admission', 'a-webhook', 'b', 'istio-x', 'kai-pod-mutation', 'zz'])(
    'refuses the name %s with the reason of the sources',
    async (name) => {
      expect(problemOfName(name)).toBeDefined();
      expect(await refusalOf({ webhook: { name } }, { helm })).toContain(`webhook.name: ${problemOfName(name)}`);
    },
  );

  it.each(['gpu-fraction-webhook', 'd', 'fraction', 'inferenceservice'])('takes the name %s', async (name) => {
    expect(problemOfName(name)).toBeUndefined();
    expect((await render({ webhook: { name } }, { helm })).one('MutatingWebhookConfiguration').metadata.name).toBe(
      name,
    );
  });

  it('takes a bare `off` of YAML 1.1, which is false, for the word', async () => {
    const rendering = await render(
      { config: { flavour: 'kai', projectGuard: false }, policies: { unpatched: false } },
      { helm },
    );
    expect(rendering.all<V1ValidatingAdmissionPolicy>('ValidatingAdmissionPolicy')).toEqual([]);
  });
});
