import { describe, expect, it } from 'vitest';
import {
  type RegistrationSettings,
  WEBHOOK_NAMES,
  webhookConfiguration,
} from '../../src/registration/webhook-configuration.ts';
import { loadSettings } from '../../src/settings/load.ts';

const SETTINGS: RegistrationSettings = {
  service: { name: 'gpu-fraction-webhook', namespace: 'gpu-system' },
  excludedNamespaces: new Set(['kube-system', 'kubeflow']),
  namespacePrefixes: [],
};

const webhooks = (choices: Partial<RegistrationSettings> = {}) =>
  webhookConfiguration({ ...SETTINGS, ...choices }).webhooks ?? [];
const excluded = {
  key: 'kubernetes.io/metadata.name',
  operator: 'NotIn',
  values: ['gpu-system', 'kube-system', 'kubeflow'],
};

describe('the registration', () => {
  it('is for the creation of pods, in namespaces that opted in', () => {
    expect(webhookConfiguration(SETTINGS)).toEqual({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name: 'gpu-fraction-webhook' },
      webhooks: [
        {
          name: 'by-label.pods.gpu-fraction-webhook',
          clientConfig: {
            service: { name: 'gpu-fraction-webhook', namespace: 'gpu-system', path: '/mutate', port: 443 },
          },
          rules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: 'Namespaced' },
          ],
          namespaceSelector: {
            matchExpressions: [{ key: 'runai-injection', operator: 'In', values: ['enabled'] }, excluded],
          },
          matchPolicy: 'Equivalent',
          failurePolicy: 'Ignore',
          timeoutSeconds: 3,
          reinvocationPolicy: 'IfNeeded',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
        },
      ],
    });
  });

  it('has a second webhook for prefixes, which takes what the first one leaves and did not opt out', () => {
    const [byLabel, byPrefix] = webhooks({ namespacePrefixes: ['kubeflow-', 'team"'] });
    expect([byLabel]).toEqual(webhooks());
    expect(byPrefix).toEqual({
      ...byLabel,
      name: 'by-prefix.pods.gpu-fraction-webhook',
      namespaceSelector: {
        matchExpressions: [{ key: 'runai-injection', operator: 'NotIn', values: ['enabled', 'disabled'] }, excluded],
      },
      matchConditions: [
        {
          name: 'namespace-has-prefix',
          expression: '["kubeflow-","team\\""].exists(prefix, request.namespace.startsWith(prefix))',
        },
      ],
    });
  });

  it('is made of the program’s own settings', () => {
    const { decision } = loadSettings(undefined, { releaseNamespace: 'gpu-system' });
    const [made] = webhookConfiguration({ ...decision, service: SETTINGS.service }).webhooks ?? [];
    expect(made?.namespaceSelector?.matchExpressions?.[1]?.values).toEqual([...decision.excludedNamespaces].sort());
  });

  it('never has the release’s own namespace in its scope, whatever is excluded', () => {
    const [made] = webhooks({ excludedNamespaces: [] });
    expect(made?.namespaceSelector?.matchExpressions?.[1]?.values).toEqual(['gpu-system']);
  });

  it('takes what an administrator chooses', () => {
    const made = webhookConfiguration({
      ...SETTINGS,
      name: 'd',
      failurePolicy: 'Fail',
      timeoutSeconds: 10,
      reinvocationPolicy: 'Never',
      namespacePrefixes: ['a'],
    });
    expect(made.metadata?.name).toBe('d');
    expect(made.webhooks).toHaveLength(2);
    for (const webhook of made.webhooks ?? []) {
      expect(webhook).toMatchObject({ failurePolicy: 'Fail', timeoutSeconds: 10, reinvocationPolicy: 'Never' });
    }
  });

  it.each([0, 11, 2.5, Number.NaN])('refuses a timeout that the whole request would suffer from: %s', (seconds) => {
    expect(() => webhooks({ timeoutSeconds: seconds })).toThrow(
      `timeoutSeconds is ${seconds}: write a whole number from 1 to 10`,
    );
  });

  it('has names that the API server takes, with three segments, and no two alike', () => {
    const names = Object.values(WEBHOOK_NAMES);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+){2,}$/);
    }
  });
});
