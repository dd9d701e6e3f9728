import { describe, expect, it } from 'vitest';
import type { AdmissionPolicy } from '../../src/registration/admission-policy.ts';
import { type UnpatchedPolicySettings, unpatchedPolicy } from '../../src/registration/unpatched-policy.ts';
import { loadSettings } from '../../src/settings/load.ts';

const SETTINGS: UnpatchedPolicySettings = {
  schedulerName: 'kai-scheduler',
  unpatchedPods: 'warn',
  mode: 'enforce',
  onInvalid: 'deny',
  excludedNamespaces: new Set(['kube-system', 'kubeflow']),
  namespacePrefixes: [],
};

function rendered(choices: Partial<UnpatchedPolicySettings> = {}): AdmissionPolicy {
  const made = unpatchedPolicy({ ...SETTINGS, ...choices });
  if (made === undefined) {
    throw new Error('no policy was made');
  }
  return made;
}

describe('the policy on unpatched pods', () => {
  it('judges the creation of pods alone, where the webhook is called, and blocks none that it cannot judge', () => {
    const { policy, binding } = rendered({ releaseNamespace: 'gpu-system' });
    expect(policy).toMatchObject({
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'gpu-fraction-webhook-unpatched' },
      spec: {
        failurePolicy: 'Ignore',
        matchConstraints: {
          matchPolicy: 'Equivalent',
          namespaceSelector: {
            matchExpressions: [
              { key: 'runai-injection', operator: 'In', values: ['enabled'] },
              {
                key: 'kubernetes.io/metadata.name',
                operator: 'NotIn',
                values: ['gpu-system', 'kube-system', 'kubeflow'],
              },
            ],
          },
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: 'Namespaced' },
          ],
        },
      },
    });
    expect(binding).toMatchObject({
      metadata: { name: 'gpu-fraction-webhook-unpatched' },
      spec: { policyName: 'gpu-fraction-webhook-unpatched' },
    });
  });

  it('is made of the program’s own settings', () => {
    const { decision, server } = loadSettings(undefined, { flavour: 'kai', excludedNamespaces: ['kubeflow'] });
    expect(unpatchedPolicy({ ...decision, mode: server.mode, unpatchedPods: 'warn' })).toEqual(
      rendered({ excludedNamespaces: ['kubeflow'] }),
    );
  });

  it.each([
    ['warn', ['Warn', 'Audit']],
    ['deny', ['Deny']],
  ] as const)('acts as it is told: %s', (unpatchedPods, actions) => {
    expect(rendered({ unpatchedPods }).binding.spec?.validationActions).toEqual(actions);
  });

  it.each<[string, Partial<UnpatchedPolicySettings>]>([
    ['it is off', { unpatchedPods: 'off' }],
    ['no pod is patched, in audit mode', { mode: 'audit' }],
    ['pods with wrong values are to pass as they came', { onInvalid: 'warn' }],
  ])('is not there where %s', (_, choices) => {
    expect(unpatchedPolicy({ ...SETTINGS, unpatchedPods: 'deny', ...choices })).toBeUndefined();
  });

  it('has its settings in the first variables, and nowhere else', () => {
    const [one, other] = [rendered(), rendered({ schedulerName: 's', namespacePrefixes: ['team-', 'x'] })].map(
      ({ policy }) => policy.spec,
    );
    expect(other?.variables?.slice(0, 2)).toEqual([
      { name: 'namespacePrefixes', expression: '["team-","x"]' },
      { name: 'schedulerName', expression: '"s"' },
    ]);
    expect(other?.variables?.slice(2)).toEqual(one?.variables?.slice(2));
    expect(other).toMatchObject({ matchConditions: one?.matchConditions, validations: one?.validations });
  });

  // In match conditions the API server has neither, and the condition would fail on every pod.
  it('asks in its match conditions for no namespace and no variable', () => {
    for (const { expression } of rendered().policy.spec?.matchConditions ?? []) {
      expect(expression).not.toMatch(/namespaceObject|variables/);
    }
  });

  it('has expressions of printable ASCII, in which each variable is known before it is used', () => {
    const known = new Set<string>();
    const use = (expression: string): void => {
      expect(expression).toMatch(/^[ -~]+$/);
      for (const [, name] of expression.matchAll(/variables\.(\w+)/g)) {
        expect(known).toContain(name);
      }
    };
    const { variables = [], validations = [] } = rendered({ namespacePrefixes: ['kubeflow-'] }).policy.spec ?? {};
    for (const { name, expression } of variables) {
      use(expression);
      known.add(name);
    }
    for (const { expression, messageExpression = '' } of validations) {
      use(expression);
      use(messageExpression);
    }
  });
});
